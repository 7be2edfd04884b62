namespace EmailSync.Simulators.Microsoft.Notifications;

/// <summary>What waits to be delivered, what of it could leave now, and how many requests are on their way.</summary>
public sealed record NotificationStatus(int Waiting, int Ready, int Outstanding);
