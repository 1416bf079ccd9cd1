using GovStack.Conversations;
using GovStack.Frontend.Turns;

namespace GovStack.Frontend.People;

/// <summary>All that is kept of one conversation, for its person.</summary>
internal sealed record ConversationExport(
    string Id,
    string Channel,
    string? Language,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    int Current,
    string? Summary,
    IReadOnlyList<ShownTurn> Turns,
    IReadOnlyList<ShownQuestion> Unanswered,
    IReadOnlyList<Feedback> Feedback);

/// <summary>How many conversations were deleted.</summary>
internal sealed record PersonDeletion(int Conversations);

/// <summary>A person's conversations, the last changed first, each with the secret that opens it.</summary>
internal sealed record PersonConversations(IReadOnlyList<PersonConversation> Conversations);

/// <summary>One of them.</summary>
/// <param name="Id">The conversation.</param>
/// <param name="Secret">Opens it.</param>
/// <param name="Title">Its first question, shortened.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="UpdatedAt">When it last changed.</param>
internal sealed record PersonConversation(string Id, string Secret, string Title, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
