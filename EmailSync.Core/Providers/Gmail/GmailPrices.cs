namespace EmailSync.Core.Providers.Gmail;

/// <summary>Quota units per call (https://developers.google.com/workspace/gmail/api/reference/quota); the one place that knows them.</summary>
internal static class GmailPrices
{
    public static int Of(GmailMethod method, GmailPriceList list) => method switch
    {
        GmailMethod.GetProfile or GmailMethod.SendAsList => 1,
        GmailMethod.HistoryList => 2,
        GmailMethod.MessagesList or GmailMethod.DraftsList or GmailMethod.MessagesModify => 5,
        GmailMethod.MessagesGet or GmailMethod.DraftsGet => list == GmailPriceList.Old ? 5 : 20,
        GmailMethod.DraftsCreate or GmailMethod.DraftsDelete => 10,
        GmailMethod.Stop => 50,
        GmailMethod.DraftsSend or GmailMethod.Watch => 100,
        _ => throw new ArgumentOutOfRangeException(nameof(method)),
    };
}
