namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>What happened to an item in a folder.</summary>
internal enum ChangeKind
{
    /// <summary>It came to lie there.</summary>
    Created,

    /// <summary>Its content is another one.</summary>
    Updated,

    /// <summary>Read state, categories or flag only: delta says no more than these.</summary>
    Touched,

    /// <summary>It lies there no more.</summary>
    Removed,
}
