using System.Security.Cryptography;
using System.Text;
using GovStack.Conversations.Answers;
using GovStack.Grains.Interfaces;
using Microsoft.Extensions.Logging;

namespace GovStack.Grains.Answers;

/// <summary>Answers and flights of the whole cluster, a grain per question. Where a grain cannot be reached the question stands alone: it is only asked once more.</summary>
internal sealed partial class ClusterAnswers(IGrainFactory grains, ILogger<ClusterAnswers> logger) : IAnswerStore, ISingleFlight
{
    /// <inheritdoc/>
    public ValueTask<StoredAnswer?> FindAsync(AnswerKey key, CancellationToken cancellationToken)
        => TryAsync<StoredAnswer?>(async () => (await Grain(key).FindAsync().WaitAsync(cancellationToken)).Value, null);

    /// <inheritdoc/>
    public async ValueTask KeepAsync(AnswerKey key, StoredAnswer answer, CancellationToken cancellationToken)
        => await TryAsync(
            async () =>
            {
                await Grain(key).KeepAsync(Wire.Of(answer)).WaitAsync(cancellationToken);
                return true;
            },
            false);

    /// <inheritdoc/>
    public ValueTask ForgetAsync(string tenant, string keepVersion, CancellationToken cancellationToken) => ValueTask.CompletedTask;   // Other versions have other names.

    /// <inheritdoc/>
    public ValueTask<FlightSeat> JoinAsync(AnswerKey key, FlightSeat seat, CancellationToken cancellationToken)
        => TryAsync(async () => (await Grain(key).JoinAsync(Wire.Of(seat)).WaitAsync(cancellationToken)).Value, seat);

    /// <inheritdoc/>
    public async ValueTask LeaveAsync(AnswerKey key, FlightSeat seat, CancellationToken cancellationToken)
        => await TryAsync(
            async () =>
            {
                await Grain(key).LeaveAsync(Wire.Of(seat)).WaitAsync(cancellationToken);
                return true;
            },
            false);

    private IQuestionGrain Grain(AnswerKey key)
    {
        // A hash, for the name may be shown where people's words must not be.
        var text = string.Join('\n', key.Tenant, key.Audience, key.Language, key.Botlet, key.Chain, key.PromptVersion, key.KnowledgeVersion, key.Question);
        return grains.GetGrain<IQuestionGrain>($"{key.Tenant}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}");
    }

    private async ValueTask<T> TryAsync<T>(Func<Task<T>> call, T otherwise)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            LogAway(exception);
            return otherwise;
        }
    }

    [LoggerMessage(EventId = 1820, Level = LogLevel.Warning, Message = "A question's shared answer could not be reached; the question goes on alone.")]
    private partial void LogAway(Exception exception);
}
