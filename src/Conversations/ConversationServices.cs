using GovStack.Conversations.Agencies;
using GovStack.Conversations.Answers;
using GovStack.Conversations.Botlets;
using GovStack.Conversations.Providers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GovStack.Conversations;

/// <summary>What every conversation of a server shares.</summary>
/// <param name="Agencies">The agencies.</param>
/// <param name="Botlets">The services' behaviour.</param>
/// <param name="Chain">The providers.</param>
/// <param name="Reuse">When an earlier answer may be given again.</param>
/// <param name="Flights">One flight per identical question.</param>
/// <param name="Quick">Answers without a model.</param>
/// <param name="Clock">The time.</param>
/// <param name="Options">How conversations behave.</param>
/// <param name="Logger">Takes ids, counts and durations only.</param>
/// <param name="OtherConversations">The front door, to read the stream of a question that leads a flight; resolved late, since the front door hosts the conversations.</param>
public sealed record ConversationServices(
    IAgencyDirectory Agencies,
    BotletCatalogue Botlets,
    ProviderChain Chain,
    AnswerReuse Reuse,
    ISingleFlight Flights,
    QuickAnswers Quick,
    TimeProvider Clock,
    IOptions<ConversationOptions> Options,
    ILogger<Conversation> Logger,
    Lazy<IConversationClient> OtherConversations);
