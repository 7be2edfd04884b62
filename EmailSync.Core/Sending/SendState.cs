namespace EmailSync.Core.Sending;

/// <summary>How far a send has come. It only moves forward, save that a draft that is still there may be tried again.</summary>
public enum SendState
{
    /// <summary>Accepted; nothing has been done at the provider.</summary>
    Queued,

    /// <summary>A draft is about to be made: after a crash there may be one whose id nobody noted.</summary>
    Drafting,

    /// <summary>The draft stands at the provider and its id is noted.</summary>
    Drafted,

    /// <summary>The draft is being sent: from here on the mail may have gone out.</summary>
    Sending,

    /// <summary>The provider took it and said so, without saying where its copy is: it is looked for, and never sent again.</summary>
    Accepted,

    /// <summary>It went out; its ids and links are still to be recorded.</summary>
    SentUnrecorded,

    Sent,
    Failed,
}
