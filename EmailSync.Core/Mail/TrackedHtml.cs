using AngleSharp.Html.Dom;
using Microsoft.AspNetCore.WebUtilities;
using MimeKit.Text;

namespace EmailSync.Core.Mail;

/// <summary>The marks of tracking in HTML (R38): a picture of one pixel, and links that lead by way of us. Nothing else of the mail is touched.</summary>
/// <param name="Picture">How the address of every picture of ours begins.</param>
/// <param name="Link">How every link of ours begins.</param>
public sealed record TrackedHtml(string Picture, string Link)
{
    /// <summary>Names the real target in the query of a link of ours.</summary>
    public const string TargetField = "to";

    /// <summary>Puts the marks in. Token by token: rewriting a tree would change what mail clients are particular about.</summary>
    /// <param name="html">What the CRM wrote.</param>
    /// <param name="picture">Address of the picture, or null for none.</param>
    /// <param name="link">From the target of a link to the address that stands in its place, or null to leave it.</param>
    public static string Mark(string html, string? picture, Func<string, string?> link)
    {
        var isPlaced = picture is null;
        var converter = new HtmlToHtml
        {
            HtmlTagCallback = (tag, writer) =>
            {
                if (!isPlaced && tag is { TagId: HtmlTagId.Body or HtmlTagId.Html, IsEndTag: true })
                {
                    writer.WriteMarkupText(PictureTag(picture!));
                    isPlaced = true;
                }
                if (!tag.IsEndTag && tag.TagId is HtmlTagId.A or HtmlTagId.Area)
                    WriteLink(tag, writer, link);
                else
                    tag.WriteTag(writer, true);
                tag.InvokeCallbackForEndTag = tag.TagId is HtmlTagId.Body or HtmlTagId.Html;
            },
        };
        var marked = converter.Convert(html);
        return isPlaced ? marked : marked + PictureTag(picture!);
    }

    /// <summary>
    /// Takes our marks out again, in our own copy and where an answer quotes us: the CRM's users would count as readers else. Links lead where they did.
    /// </summary>
    internal void Unmark(IHtmlDocument document)
    {
        foreach (var picture in document.QuerySelectorAll("img[src]").Where(i => Begins(i.GetAttribute("src"), Picture)).ToList())
            picture.Remove();
        foreach (var link in document.QuerySelectorAll("a[href],area[href]"))
        {
            if (link.GetAttribute("href") is { } href && Begins(href, Link) && TargetOf(href) is { Length: > 0 } target)
                link.SetAttribute("href", target);
        }
    }

    private static bool Begins(string? address, string mark) => address?.TrimStart().StartsWith(mark, StringComparison.OrdinalIgnoreCase) == true;

    private static string? TargetOf(string href) =>
        href.IndexOf('?', StringComparison.Ordinal) is var start and >= 0 && QueryHelpers.ParseQuery(href.Trim()[start..]).TryGetValue(TargetField, out var target)
            ? target.ToString()
            : null;

    private static string PictureTag(string address) =>
        $"<img src=\"{address}\" width=\"1\" height=\"1\" alt=\"\" style=\"border:0;height:1px;width:1px\">";

    private static void WriteLink(HtmlTagContext tag, HtmlWriter writer, Func<string, string?> link)
    {
        tag.WriteTag(writer, false);
        foreach (var attribute in tag.Attributes)
        {
            if (attribute.Id == HtmlAttributeId.Href && attribute.Value is { } target && link(target) is { } ours)
                writer.WriteAttribute(HtmlAttributeId.Href, ours);
            else
                writer.WriteAttribute(attribute);
        }
    }
}
