namespace GovStack.LoadTest.Tests;

/// <summary>How large each test is.</summary>
internal sealed record TestSettings
{
    public int BaselineQuestions { get; init; } = 10;

    public IReadOnlyList<int> Levels { get; init; } = [10, 25, 50, 100, 250, 500, 1_000];

    /// <summary>How long an hour of the business day takes.</summary>
    public TimeSpan Hour { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many times the day's questions.</summary>
    public double DayFactor { get; init; } = 1;

    public int RapidQuestions { get; init; } = 20;

    public IReadOnlyList<int> Payloads { get; init; } = [13, 1_500, 6_500, 18_000];

    public int PayloadQuestions { get; init; } = 5;

    public int ConversationPeople { get; init; } = 200;

    public int ConversationTurns { get; init; } = 5;

    public TimeSpan Think { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the memory test and the replay last.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(3);

    public TimeSpan SoakDuration { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>The soak's load as a multiple of what the provider allows.</summary>
    public double SoakFactor { get; init; } = 3;

    public string Trace { get; init; } = "azure-conversation-10min";

    /// <summary>How many times as fast the recorded arrivals come.</summary>
    public double ReplayRate { get; init; } = 1;

    public int CostQuestions { get; init; } = 20;

    /// <summary>The load among which emergencies come, as a multiple of what the provider allows, and for how long.</summary>
    public double EmergencyFactor { get; init; } = 10;

    public TimeSpan EmergencyDuration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The shares of the provider's limit that emergencies ask for.</summary>
    public IReadOnlyList<double> EmergencyShares { get; init; } = [0.15, 0.6];

    /// <summary>How long each disturbance is watched; it begins after a quarter of that and ends after a half.</summary>
    public TimeSpan DisturbanceDuration { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How many questions the projected day is measured on.</summary>
    public int CostDayQuestions { get; init; } = 300;

    public double CostDayPerMinute { get; init; } = 150;
}
