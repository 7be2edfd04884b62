using EmailSync.Simulators.Http;
using EmailSync.Simulators.Microsoft.OAuth;

namespace EmailSync.Simulators.Microsoft;

public sealed partial class MicrosoftSimulator
{
    private MicrosoftOAuth? signIn;

    /// <summary>What signs ID tokens.</summary>
    public SigningKeys Keys { get; } = new("microsoft");

    private MicrosoftTokens Tokens => field ??= new MicrosoftTokens(Clock);

    /// <summary>"Revoke sessions": every grant of the account dies; who consented to what stays.</summary>
    public void Revoke(string address)
    {
        Tokens.Revoke(address);
        Subscriptions.GrantsEnded(address);
    }

    private void AddSignIn()
    {
        var world = new OAuthWorld(
            Options, Clock, Tokens, Faults, () => accounts.All, () => settings, address => Report(SimulatorEventKind.ConsentGiven, address, "consent"));
        SignInRoutes = signIn = new MicrosoftOAuth(world, Keys);
        Authentication = new GraphAuthentication(world);
    }

    private void EndSignIns() => signIn?.Clear();
}
