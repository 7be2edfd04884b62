namespace EmailSync.Simulators.Crm;

/// <summary>What the sink answers to the next webhooks of a name; without a count until it is changed.</summary>
internal sealed record HookAnswer(int Status, int? Times = null);
