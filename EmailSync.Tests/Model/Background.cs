using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace EmailSync.Tests.Model;

/// <summary>How it came to a difference: what the mail answers and what its provider keeps beside it, with what the model says of each.</summary>
internal static partial class Background
{
    public static string Of(string difference, MixedWorld world, RulesModel model)
    {
        if (MailNumber().Match(difference) is not { Success: true } named)
            return "";
        var number = int.Parse(named.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var copies = world.Copies.Values.Where(c => c.Mail.Number == number).ToList();
        var related = world.Copies.Values
            .Where(c => copies.Any(o => o.Mail.References.Contains(c.Mail.MessageId) || (o.Mailbox == c.Mailbox && o.Thread == c.Thread)))
            .OrderBy(c => c.Mail.Number);
        var text = new StringBuilder();
        foreach (var copy in related)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {copy.At:HH:mm:ss} {copy}{(copies.Any(o => o.Thread == copy.Thread) ? ", beside it" : "")}");
            foreach (var ((connection, _), verdict) in model.Verdicts.Where(v => v.Key.Copy == copy))
            {
                var owner = model.Threads.FirstOrDefault(t => t.Location == connection.Location && t.Messages.Any(m => m.Mail == copy.Mail))?.Owner;
                text.AppendLine(CultureInfo.InvariantCulture, $"    {connection.Location.Id}: {verdict} {owner}");
            }
        }
        return text.ToString();
    }

    [GeneratedRegex("#([0-9]+)")]
    private static partial Regex MailNumber();
}
