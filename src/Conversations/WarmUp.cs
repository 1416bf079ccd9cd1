using GovStack.Conversations.Agencies;
using GovStack.Conversations.Answers;
using GovStack.Conversations.Botlets;
using GovStack.Conversations.Quota;
using GovStack.Conversations.Safety;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GovStack.Conversations;

/// <summary>
/// Thinks through the packs' example questions, and letters made of them, once the server runs: the runtime compiles for speed what is called often, and a server that
/// meets its first rush before that spends the seconds in which people are waiting to be told on code several times slower. Nothing is kept, asked or told.
/// </summary>
internal sealed partial class WarmUp(IAgencyDirectory agencies, QuickAnswers quick, BotletCatalogue botlets, IOptions<ConversationOptions> options, TimeProvider clock, ILogger<WarmUp> logger)
    : BackgroundService
{
    private const int QuestionsOfALetter = 20;
    private const int LettersOfARound = 6;

    // Calls count only after 0.1 s in which nothing new was compiled, and some dozens of them are needed twice, each time with seconds of compiling behind them:
    // so a little at a time, for long enough, and people come first.
    private const int Rounds = 12;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Start = TimeSpan.FromSeconds(3);   // The first people to ask share the processors with nobody.

    private static int _begun;   // Once in a process, whatever hosts it has: the compiled code is theirs together.

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
        => Interlocked.Exchange(ref _begun, 1) == 1 ? Task.CompletedTask : RunAsync(stoppingToken);

    /// <summary>All the rounds; ends when they are done, whatever went wrong in them.</summary>
    internal async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                await Task.Delay(round == 0 ? Start : Pause, clock, stoppingToken);
                foreach (var agency in agencies.All)
                    ThinkThrough(agency, round, stoppingToken);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(exception);   // Whoever asks such a question is told what is wrong; the server runs on.
        }
    }

    private void ThinkThrough(LoadedAgency agency, int round, CancellationToken stoppingToken)
    {
        var letters = agency.Agency.Questions.Chunk(QuestionsOfALetter).ToArray();
        for (var number = 0; number < Math.Min(LettersOfARound, letters.Length); number++)
        {
            var questions = letters[((round * LettersOfARound) + number) % letters.Length];
            var letter = new ExampleQuestion(null, questions[0].Language, string.Join(' ', questions.Select(question => question.Text)));
            foreach (var question in questions.Append(letter))
            {
                stoppingToken.ThrowIfCancellationRequested();
                Think(agency, question);
            }
        }
    }

    private void Think(LoadedAgency agency, ExampleQuestion question)
    {
        var guarded = InputGuard.Inspect(question.Text, agency.Agency);
        var crisis = agency.Crises.FindMatch(guarded.Clean)?.Rule;
        var language = agency.Dispatcher.RecognizeLanguage(guarded.Masked) ?? question.Language;
        var decision = agency.Dispatcher.Dispatch(guarded.Masked, language, context: null);
        if (agency.Agency.FindBotlet(decision.Botlet) is { } botlet)
            botlets.Find(botlet).Prepare(new(agency, botlet, decision, guarded.Masked, language, History.Empty, crisis, QuotaClass.Interactive, options.Value.PassagesPerPrompt));
        quick.Find(agency, guarded.Masked, language);
    }

    [LoggerMessage(EventId = 1011, Level = LogLevel.Warning, Message = "The example questions could not be thought through after the start.")]
    private partial void LogFailed(Exception exception);
}
