using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace EmailSync.Core.Providers.Gmail;

/// <summary>Binds the section; a value of the wrong type fails like any other bad setting, by the name operators write.</summary>
internal sealed class ConfigureGmailOptions(IConfiguration configuration) : IConfigureOptions<GmailOptions>
{
    public void Configure(GmailOptions options)
    {
        var section = configuration.GetSection(GmailOptions.Section);
        foreach (var setting in (string[])[nameof(GmailOptions.UnitsPerMinute), nameof(GmailOptions.PriceList)])
            if (section[setting] is { } text && !IsReadable(setting, text))
                throw new OptionsValidationException(GmailOptions.Section, typeof(GmailOptions), [Complaint(setting)]);
        section.Bind(options);
    }

    private static bool IsReadable(string setting, string text) => setting == nameof(GmailOptions.UnitsPerMinute)
        ? int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _)
        : Enum.TryParse<GmailPriceList>(text, ignoreCase: true, out _);

    private static string Complaint(string setting) => setting == nameof(GmailOptions.UnitsPerMinute)
        ? "Gmail__UnitsPerMinute must be a whole number between 600 and 1200000."
        : "Gmail__PriceList must be New or Old.";
}
