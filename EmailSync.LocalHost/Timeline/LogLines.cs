using Microsoft.Extensions.Logging;

namespace EmailSync.LocalHost.Timeline;

/// <summary>The log: a JSON object a line, with the event's id and values.</summary>
internal static class LogLines
{
    public static void Configure(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Warning).AddFilter("EmailSync", LogLevel.Information);

        // A failed start is told once, by the line that ends it.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        logging.AddJsonConsole(console =>
        {
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        });
    }
}
