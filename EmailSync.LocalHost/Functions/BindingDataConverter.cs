using System.ComponentModel;
using System.Globalization;

namespace EmailSync.LocalHost.Functions;

/// <summary>Turns the text of a route parameter into the type that the function asks for.</summary>
internal static class BindingDataConverter
{
    public static bool Supports(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare == typeof(string) || bare.IsEnum || bare == typeof(decimal) || bare == typeof(Guid) || bare == typeof(DateTime)
            || bare == typeof(DateTimeOffset) || bare == typeof(TimeSpan) || (bare.IsPrimitive && bare != typeof(nint) && bare != typeof(nuint));
    }

    /// <exception cref="FormatException">The text is no such value.</exception>
    public static object Convert(string parameter, object value, Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (bare.IsInstanceOfType(value))
            return value;
        var text = System.Convert.ToString(value, CultureInfo.InvariantCulture)!;
        try
        {
            return bare == typeof(string) ? text : TypeDescriptor.GetConverter(bare).ConvertFromInvariantString(text)!;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or NotSupportedException)
        {
            // The value itself stays out: it comes from a caller and the message goes to logs.
            throw new FormatException($"Parameter '{parameter}' cannot be read as {bare.Name}.", exception);
        }
    }
}
