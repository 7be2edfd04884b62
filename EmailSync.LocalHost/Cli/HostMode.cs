namespace EmailSync.LocalHost.Cli;

internal enum HostMode
{
    /// <summary>Azurite, the simulators, the functions and the demo, in one process with one clock.</summary>
    Everything,

    /// <summary>Azurite and the simulators, for functions that run elsewhere.</summary>
    SimulatorsOnly,

    /// <summary>The functions; Azurite too where none runs on the data folder.</summary>
    FunctionsOnly,
}
