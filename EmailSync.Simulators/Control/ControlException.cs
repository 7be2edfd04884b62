namespace EmailSync.Simulators.Control;

/// <summary>A control call that cannot be carried out; becomes a problem document.</summary>
internal sealed class ControlException(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;
}
