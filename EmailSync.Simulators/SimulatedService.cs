namespace EmailSync.Simulators;

/// <summary>Which part of the simulated world speaks.</summary>
public enum SimulatedService
{
    Gmail,
    Outlook,
    Smtp,
    Crm,
}
