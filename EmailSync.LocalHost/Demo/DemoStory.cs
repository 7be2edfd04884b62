namespace EmailSync.LocalHost.Demo;

/// <summary>A talk between a user and a contact: a question, an answer from the CRM, and the last word.</summary>
internal sealed record DemoStory(DemoPerson User, DemoPerson Contact, string Subject, string Question, string Answer, string LastWord)
{
    // The last mail of a story is known by its Message-ID: where it is in the CRM, the story has been told.
    private const string Last = "<demo-last-";

    private static readonly DemoPerson ana = new("ana", "Ana", "ana@brightdental.example", DemoPerson.Gmail);
    private static readonly DemoPerson oli = new("oli", "Oli", "oli@brightdental.example", DemoPerson.Outlook);
    private static readonly DemoPerson ben = new("ben", "Ben", "ben@mail.example", DemoPerson.Gmail);
    private static readonly DemoPerson carla = new("carla", "Carla", "carla@mail.example", DemoPerson.Outlook);

    /// <summary>In each, the two are at different providers.</summary>
    public static IReadOnlyList<DemoStory> All { get; } =
    [
        new(
            ana, carla, "Whitening appointment", "Do you have a slot on Thursday?", "Thursday at ten is free. Shall I book it?", "Yes please, ten it is."),
        new(
            oli, ben, "Invoice 2041", "Could you send me the invoice once more?", "It went out again just now. Did it arrive?", "It did, thank you."),
    ];

    public static string FirstMail(string telling) => $"<demo-first-{telling}@mail.example>";

    public static string LastMail(string telling) => $"{Last}{telling}@mail.example>";

    public static bool IsLast(DemoMessage message) => message.MessageIdHeader?.StartsWith(Last, StringComparison.Ordinal) == true;
}
