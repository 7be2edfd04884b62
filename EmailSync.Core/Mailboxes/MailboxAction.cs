using System.Text.Json.Serialization;

namespace EmailSync.Core.Mailboxes;

/// <summary>What helps, and only somebody outside can do.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MailboxAction>))]
public enum MailboxAction
{
    /// <summary>The user signs in to the same account again (R7).</summary>
    [JsonStringEnumMemberName("sign_in_again")]
    SignInAgain,

    /// <summary>The user connects a mailbox.</summary>
    [JsonStringEnumMemberName("connect")]
    Connect,

    /// <summary>Whoever paused it resumes it.</summary>
    [JsonStringEnumMemberName("resume")]
    Resume,
}
