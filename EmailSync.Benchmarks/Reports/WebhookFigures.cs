namespace EmailSync.Benchmarks.Reports;

/// <summary>Messages told to the CRM.</summary>
/// <param name="Latency">From the message's being stored to its arrival at the CRM, over all phases.</param>
internal sealed record WebhookFigures(int Told, Percentiles? Latency);
