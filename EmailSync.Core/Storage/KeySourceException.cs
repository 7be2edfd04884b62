namespace EmailSync.Core.Storage;

/// <summary>The keys cannot be had; the message is one line for the operator and names the setting.</summary>
internal sealed class KeySourceException(string message, Exception? inner = null) : Exception(message, inner);
