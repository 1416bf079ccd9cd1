using GovStack.ProviderSimulator.Ideal;
using GovStack.ProviderSimulator.Wire;

namespace GovStack.ProviderSimulator;

/// <summary>Every address the simulator answers at.</summary>
internal static class SimulatorEndpoints
{
    public static void Map(WebApplication app, Provider provider)
    {
        var calls = new CallHandler(provider);
        app.MapPost("/v1/chat/completions", (HttpContext context) => calls.HandleAsync(context, Dialect.OpenAi));
        app.MapPost("/v1/messages", (HttpContext context) => calls.HandleAsync(context, Dialect.Anthropic));
        app.MapPost(
            "/openai/deployments/{deployment}/chat/completions",
            (HttpContext context, string deployment) => calls.HandleAsync(context, Dialect.Azure, deployment));
        app.MapGet("/v1/models", () => new
        {
            @object = "list",
            data = provider.Options.Models.Select(id => new { id, @object = "model", created = 1_700_000_000, owned_by = "simulator" }),
        });

        var sim = app.MapGroup("/sim");
        sim.MapGet("/stats", provider.Statistics);
        sim.MapGet("/log", (long? from) => provider.Calls(from ?? 0));
        sim.MapGet("/options", () => OptionsView.Of(provider));
        sim.MapPost("/control", (SimulatorControl change) => Changed(provider, change));
        sim.MapPost("/ideal", (IdealQuestion question) => IdealQueue.Answer(question, provider.Options));
    }

    private static IResult Changed(Provider provider, SimulatorControl change)
    {
        try
        {
            provider.Change(change);
            return Results.Ok(OptionsView.Of(provider));
        }
        catch (FormatException exception)
        {
            return Results.BadRequest(new { error = exception.Message });
        }
    }
}

/// <summary>The options as <c>GET /sim/options</c> tells them. Durations are simulated seconds.</summary>
internal sealed record OptionsView(
    double Now,
    double TimeScale,
    double Requests,
    double Tokens,
    double InputTokens,
    double OutputTokens,
    double RequestsPerDay,
    int InFlight,
    double WindowSeconds,
    string Evaluator,
    string Charging,
    string SubWindowsOn,
    int DefaultMaxTokens,
    double FirstTokenSeconds,
    double TokensPerSecond,
    string OutputLengths,
    double SecondUserShare)
{
    public static OptionsView Of(Provider provider)
    {
        var options = provider.Options;
        return new OptionsView(
            provider.Clock.Now.TotalSeconds, options.TimeScale, options.Requests, options.Tokens, options.InputTokens, options.OutputTokens, options.RequestsPerDay,
            options.InFlight, options.Window.TotalSeconds, options.Evaluator.ToString(), options.Charging.ToString(), options.SubWindowsOn.ToString(),
            options.DefaultMaxTokens, options.FirstToken.TotalSeconds, options.TokensPerSecond, options.OutputLengths.ToString(), options.SecondUserShare);
    }
}
