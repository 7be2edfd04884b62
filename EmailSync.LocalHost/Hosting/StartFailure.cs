using Azure;
using EmailSync.LocalHost.Durable.Hub;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace EmailSync.LocalHost.Hosting;

/// <summary>Tells why a start failed in the one line that its user needs.</summary>
internal static class StartFailure
{
    /// <returns>null where the failure is none of the user's making: then the whole exception is worth seeing.</returns>
    public static string? OneLine(Exception exception, int port)
    {
        var causes = Causes(exception).ToList();
        var settings = causes.OfType<OptionsValidationException>().SelectMany(invalid => invalid.Failures).Distinct(StringComparer.Ordinal).ToList();
        if (settings.Count > 0)
            return settings.Count == 1 ? settings[0] : $"{settings[0]} ({settings.Count - 1} more after this one.)";
        return causes.Select(cause => Line(cause, port)).FirstOrDefault(line => line is not null);
    }

    private static string? Line(Exception cause, int port) => cause switch
    {
        AddressInUseException => $"Port {port} for the functions is already in use; end what uses it or choose another with --port.",
        HubOwnedException owned => owned.Message,
        RequestFailedException { Status: 0 } => "The storage does not answer; check the connection string and that its servers run.",
        RequestFailedException refused => $"The storage refused to be used (status {refused.Status}, {refused.ErrorCode ?? "no code"}); check the connection string.",
        _ => null,
    };

    private static IEnumerable<Exception> Causes(Exception exception) => exception switch
    {
        AggregateException several => several.InnerExceptions.SelectMany(Causes),
        { InnerException: { } inner } => Causes(inner).Prepend(exception),
        _ => [exception],
    };
}
