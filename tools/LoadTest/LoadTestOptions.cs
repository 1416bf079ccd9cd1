using GovStack.LoadTest.Asking;

namespace GovStack.LoadTest;

/// <summary>What every test needs to know. Durations are simulated: with a provider at time scale 60 a minute passes in a second.</summary>
internal sealed record LoadTestOptions
{
    /// <summary>The server that is measured.</summary>
    public Uri Target { get; init; } = new("http://127.0.0.1:5000/");

    /// <summary>The simulated provider behind it, or null where there is none: then nothing can be said about the ideal.</summary>
    public Uri? Simulator { get; init; }

    public ClientMode Client { get; init; } = ClientMode.GovStack;

    /// <summary>How old an answer may be to count as one in time.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(150);

    /// <summary>How long people wait before they give up.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(150);

    /// <summary>The pause between two loads, so that each finds the provider's limits untouched.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether people ask the same few questions instead of each their own.</summary>
    public bool Repeat { get; init; }

    /// <summary>Whether questions and answers differ widely in size.</summary>
    public bool MixedSizes { get; init; }

    public int Seed { get; init; } = 1;

    public string? Language { get; init; } = "en";

    /// <summary>The model named by the plain and retrying clients.</summary>
    public string Model { get; init; } = "sim-large";

    /// <summary>The most answer tokens the plain and retrying clients ask for.</summary>
    public int MaxTokens { get; init; } = 600;

    public string? ApiKey { get; init; }

    /// <summary>What the plain and retrying clients send before each conversation: a prompt as long as an application's.</summary>
    public string? SystemText { get; init; }

    /// <summary>The server's process, for its memory; null where unknown.</summary>
    public int? ServerPid { get; init; }

    /// <summary>Where the outside data is.</summary>
    public string Data { get; init; } = "../shared/data";

    /// <summary>Questions to ask instead of the built-in ones, one a line.</summary>
    public string? QuestionsFile { get; init; }

    /// <summary>Price table for the projection, or null for the built-in one.</summary>
    public string? PricesFile { get; init; }

    /// <summary>The folder the report is written to, or null for none.</summary>
    public string? Report { get; init; }
}
