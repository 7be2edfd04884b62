using System.Globalization;

namespace EmailSync.Core.Directory;

/// <summary>Domains in the one spelling that DNS knows: lower-case A-labels.</summary>
internal static class EmailAddressDomain
{
    private const int MaxLength = 253;
    private const int MaxLabelLength = 63;

    public static bool TryGetAscii(string domain, out string ascii)
    {
        ascii = "";
        var name = domain.EndsWith('.') ? domain[..^1] : domain;
        if (name.Length is 0 or > MaxLength) return false;
        if (!System.Text.Ascii.IsValid(name))
        {
            try
            {
                name = new IdnMapping { AllowUnassigned = false }.GetAscii(name.Normalize().ToLowerInvariant());
            }
            catch (ArgumentException)
            {
                return false;
            }
        }

        ascii = name.ToLowerInvariant();
        return ascii.Length <= MaxLength && ascii.Split('.').All(IsLabel);
    }

    // Underscores are no host names, yet mail is sent from such domains.
    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= MaxLabelLength && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
