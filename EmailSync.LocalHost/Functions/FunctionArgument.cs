namespace EmailSync.LocalHost.Functions;

/// <summary>One parameter of a function's method, and where its value comes from.</summary>
/// <param name="Default">What an optional parameter gets when the binding data lacks it.</param>
internal sealed record FunctionArgument(string Name, Type Type, ArgumentKind Kind, bool HasDefault, object? Default);
