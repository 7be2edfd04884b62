namespace EmailSync.LocalHost.Demo;

/// <summary>A step of the demo did not go as it should; the message says which.</summary>
internal sealed class DemoException(string message) : Exception(message);
