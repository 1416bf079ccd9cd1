using GovStack.Conversations.Agencies;
using GovStack.Conversations.Costs;
using GovStack.TestKit;
using Xunit;

namespace GovStack.Conversations.Tests.Costs;

public sealed class PriceTableTests
{
    private static readonly PriceList Prices = new(new DateOnly(2026, 1, 15),
        [new("gpt-4.1", 2, 0.5m, 8), new("gpt-4.1-mini", 0.4m, 0.1m, 1.6m), new("claude-haiku-4-5", 1, 0.1m, 5)]);

    [Theory]
    [InlineData("gpt-4.1", "gpt-4.1")]
    [InlineData("GPT-4.1-mini", "gpt-4.1-mini")]
    [InlineData("gpt-4.1-mini-2025-04-14", "gpt-4.1-mini")]
    [InlineData("gpt-4.1-2025-04-14", "gpt-4.1")]
    [InlineData("claude-haiku-4-5-20251001", "claude-haiku-4-5")]
    [InlineData("claude-haiku-4-5@20251001", "claude-haiku-4-5")]
    [InlineData("claude-haiku-4-5-20251001-v1:0", "claude-haiku-4-5")]
    [InlineData("gpt-4.1-nano", null)]
    [InlineData("gpt-4", null)]
    public void Find_Model_TakesTheLongestNameItIsAVersionOf(string model, string? expected)
        => Assert.Equal(expected, PriceTable.Find(Prices, model)?.Model);

    [Fact]
    public void Cost_CachedTokens_AreCheaper()
        => Assert.Equal(0.00108m, PriceTable.Cost(Prices.Models[1], 1_000, 400, 500));

    [Fact]
    public void Dearest_List_IsTheMostExpensive() => Assert.Equal("gpt-4.1", PriceTable.Dearest(Prices)?.Model);
}

public sealed class CostBookTests
{
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 3, 3, 3, 30, 0, TimeSpan.Zero));
    private readonly CostBook _book;
    private readonly Agency _agency = SampleAgency.Make() with { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York"), DailyBudgetUsd = 10 };

    public CostBookTests() => _book = new CostBook(_clock);

    [Fact]
    public void Today_AgencyInAnotherZone_IsItsOwnDay()
    {
        Assert.Equal(new DateOnly(2026, 3, 2), _book.Today(_agency));   // 22:30 in New York.
        Assert.Equal(TimeSpan.FromMinutes(90), _book.UntilTomorrow(_agency));
    }

    [Fact]
    public void Add_SeveralTurns_SumsByDayBotletAndModel()
    {
        _book.Add(_agency, "tax", Usage(1, "gpt-4.1"));
        _book.Add(_agency, "tax", Usage(2, "gpt-4.1"));
        _book.Add(_agency, "general", Usage(4, "gpt-4.1-mini"));

        var rows = _book.Read("sample", new DateOnly(2026, 3, 2), new DateOnly(2026, 3, 2));

        Assert.Equal([("general", "gpt-4.1-mini", 1L, 4m), ("tax", "gpt-4.1", 2L, 3m)], rows.Select(row => (row.Botlet, row.Model, row.Turns, row.CostUsd)));
        Assert.Equal(7m, _book.SpentOn("sample", new DateOnly(2026, 3, 2)));
        Assert.Equal(0m, _book.SpentOn("other", new DateOnly(2026, 3, 2)));
    }

    [Fact]
    public void Merge_StoreKnowsMore_TheStoreCounts()
    {
        _book.Add(_agency, "tax", Usage(1, "gpt-4.1"));

        _book.Merge(_agency, [new(new DateOnly(2026, 3, 2), "tax", "gpt-4.1", 5, 100, 0, 100, 3)]);
        _book.Merge(_agency, [new(new DateOnly(2026, 3, 2), "tax", "gpt-4.1", 2, 100, 0, 100, 2)]);

        Assert.Equal(3m, _book.SpentOn("sample", new DateOnly(2026, 3, 2)));
    }

    [Theory]
    [InlineData(7.99, BudgetMode.Normal)]
    [InlineData(8.00, BudgetMode.PreferSmaller)]
    [InlineData(9.99, BudgetMode.PreferSmaller)]
    [InlineData(10.00, BudgetMode.PagesOnly)]
    public void Check_Spending_DecidesTheMode(double spent, BudgetMode expected)
    {
        _book.Add(_agency, "tax", Usage((decimal)spent, "gpt-4.1"));

        Assert.Equal(expected, new BudgetGovernor(_book).Check(_agency));
    }

    [Fact]
    public void Check_NextDayOfTheAgency_IsNormalAgain()
    {
        _book.Add(_agency, "tax", Usage(10, "gpt-4.1"));
        _clock.Advance(TimeSpan.FromMinutes(90));

        Assert.Equal(BudgetMode.Normal, new BudgetGovernor(_book).Check(_agency));
    }

    [Fact]
    public void Check_ModelWithoutAPrice_CountsAsTheDearest()
    {
        _book.Add(_agency, "tax", Usage(0, "unknown"), unpricedUsd: 10);

        Assert.Equal(BudgetMode.PagesOnly, new BudgetGovernor(_book).Check(_agency));
    }

    [Fact]
    public void Status_SomeDaysKnown_ProjectsMonthAndYear()
    {
        for (var day = 26; day <= 28; day++)
            _book.Add(_agency, "tax", Usage(4, "gpt-4.1") with { Day = new DateOnly(2026, 2, day) });
        _book.Add(_agency, "tax", Usage(4, "gpt-4.1") with { Day = new DateOnly(2026, 3, 1) });
        _book.Add(_agency, "tax", Usage(1, "gpt-4.1"));

        var status = new BudgetGovernor(_book).Status(_agency);

        // Four dollars a day: March has 31 days, and the year 306 from the first of March on, after 12 dollars before.
        Assert.Equal((1m, 124m, 12m + (306m * 4)), (status.SpentToday, status.ProjectedMonth, status.ProjectedYear));
    }

    private static TurnUsage Usage(decimal cost, string model)
        => new("openai", null, model, 1, 100, 0, 50, cost, TimeSpan.Zero, TimeSpan.Zero, null, new DateOnly(2026, 3, 2));
}
