using EmailSync.Core.Storage;

namespace EmailSync.Core.Directory;

/// <summary>
/// The CRM's own contact takes over the conversation of one that a logging address made (docs/decisions/0024-closed-conversations.md). The mark on the
/// contact that was made decides who gets it; what follows may be repeated, and a sweep does, should the call die.
/// </summary>
public sealed class AdoptContact(DirectoryStore directory, ConversationStore conversations, DueStore due, TimeProvider time)
{
    /// <summary>Far longer than the call that puts a contact may take.</summary>
    private static readonly TimeSpan grace = TimeSpan.FromMinutes(2);

    /// <summary>Before the contact is put.</summary>
    public async Task<Adoption> BeginAsync(LocationId location, ContactId id, ContactId adopted, CancellationToken cancellationToken)
    {
        var own = await directory.GetContactAsync(location, id, cancellationToken);
        if (await directory.GetContactAsync(location, adopted, cancellationToken) is not { } made)
        {
            return own?.Adopted == adopted
                ? new Adoption.Granted(own.Conversation, [])
                : new Adoption.Refused("unknown_adopted_contact", "The location has no contact of the id in adopts.");
        }
        if (made.CreatedFor is null || adopted == id)
            return new Adoption.Refused("contact_not_adoptable", "adopts names a contact that no logging address made.");

        await due.ScheduleAsync(DueKind.Adopt, directory.SubjectOf(location, adopted), time.GetUtcNow() + grace, cancellationToken);
        var marked = await directory.ChangeContactAsync(
            location, adopted, before => before is null || before.AdoptedBy is not null ? before : before with { AdoptedBy = id }, cancellationToken);
        if (marked?.AdoptedBy != id)
            return new Adoption.Refused("already_adopted", "Another contact takes over the conversation of the contact in adopts.");
        if (own is null || own.Conversation == marked.Conversation || await conversations.CloseEmptyAsync(own.Conversation, cancellationToken))
            return new Adoption.Granted(marked.Conversation, Followers(marked));
        await GiveUpAsync(marked, cancellationToken);
        return new Adoption.Refused("conversation_not_empty", "The contact has a conversation of its own already.");
    }

    /// <summary>After the contact was put with the conversation.</summary>
    public async Task FinishAsync(LocationId location, ContactId adopted, CancellationToken cancellationToken)
    {
        while (await directory.GetContactAsync(location, adopted, cancellationToken) is { AdoptedBy: { } id } made)
        {
            if (!await TakeAsync(made, id, cancellationToken))
            {
                await GiveUpAsync(made, cancellationToken);
                return;
            }
            await conversations.TakeOverAsync(made.Conversation, location, id, cancellationToken);
            if (await directory.RemoveAdoptedAsync(made, cancellationToken))
                return;
        }
    }

    /// <summary>What a call left behind that died in between; mostly it did not.</summary>
    public async Task ResumeAsync(DueItem item, CancellationToken cancellationToken)
    {
        if (await directory.FindAdoptedAsync(item.Subject, cancellationToken) is { } made)
            await FinishAsync(made.Location, made.Id, cancellationToken);
        await due.DoneAsync(item, cancellationToken);
    }

    /// <summary>The contact has the conversation, and whoever looked after the other one. False when there is none that could have it.</summary>
    private async Task<bool> TakeAsync(Contact made, ContactId id, CancellationToken cancellationToken)
    {
        if (await directory.GetContactAsync(made.Location, id, cancellationToken) is not { } own)
            return await conversations.IsErasedAsync(made.Conversation, cancellationToken);
        if (own.Conversation != made.Conversation && !await conversations.CloseEmptyAsync(own.Conversation, cancellationToken))
            return false;
        if (own.Conversation != made.Conversation || own.Adopted != made.Id || Followers(made).Except(own.FollowedBy).Any())
        {
            await directory.ChangeContactAsync(
                made.Location,
                id,
                made.Conversation,
                before => before is null ? null : before with { Adopted = made.Id, FollowedBy = [.. before.FollowedBy.Union(Followers(made))] },
                cancellationToken);
        }
        return true;
    }

    private async Task GiveUpAsync(Contact made, CancellationToken cancellationToken) => await directory.ChangeContactAsync(
        made.Location,
        made.Id,
        before => before is null || before.AdoptedBy != made.AdoptedBy ? before : before with { AdoptedBy = null },
        cancellationToken);

    private static IReadOnlyList<UserId> Followers(Contact made) =>
        made.AssignedTo is { } assigned ? [.. made.FollowedBy.Prepend(assigned).Distinct()] : made.FollowedBy;
}
