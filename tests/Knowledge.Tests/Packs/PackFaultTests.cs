namespace GovStack.Knowledge.Tests.Packs;

/// <summary>One thing broken in a sound pack: exactly that is named, with its file and line.</summary>
public sealed class PackFaultTests
{
    private const string Page = "pages/en/tax/refunds.md";

    public static TheoryData<string, string, string> AgencyFaults => new()
    {
        { "id: town", "id: Town Hall", "1: 'id' must be 1 to 80 of a-z, 0-9 and dash: 'Town Hall'" },
        { "time_zone: America/New_York\n", "", "1: the key 'time_zone' is missing" },
        { "America/New_York", "Mars/Base", "4: unknown time zone 'Mars/Base'; expected a name such as America/New_York" },
        { "languages: [en, es]", "languages: [en, es, english]", "5: a language is two small letters, for example en: 'english'" },
        { "languages: [en, es]", "languages: [en, es, en]", "5: the language 'en' is listed twice" },
        { "[localhost]", "['https://town.gov']", "3: 'https://town.gov' is not a host name; write it without https:// and port" },
        { "[localhost]", "[localhost, LOCALHOST]", "3: the host 'LOCALHOST' is listed twice" },
        { "phone: 1-555-0100", "phone: 1-555-0100\n  fax: 1", "9: unknown key 'fax'; known here: hours, name, phone, url" },
        { "phone: 1-555-0100", "hours: always", "7: 'contact' needs a phone or a url" },
        { "phone: 1-555-0100", "url: town.gov", "8: 'url' must be a web address beginning with https:// or http://" },
        { "tone: plain", "tone: plain\n    tone: other", "24: duplicate key 'tone', first on line 23" },
        { "tone: plain", "tone:", "23: 'tone' is empty" },
        { "tone: plain", "tone: [plain]", "23: 'tone' must be text, not a list" },
        { "{en: Town Hall, es: Ayuntamiento}", "{en: Town Hall}", "2: 'name' has no text in the language 'es'" },
        { "es: Ayuntamiento}", "es: Ayuntamiento, fr: Mairie}", "2: the language 'fr' is not one of the agency's (en, es)" },
        { "number: \"911\"", "number: police", "11: 'police' is not a telephone number|14: the number '911' is not among the agency's emergency numbers" },
        { "numbers: [\"911\"]", "numbers: [\"112\"]", "14: the number '112' is not among the agency's emergency numbers" },
        { "        es: [\"casa se quem*\"]\n", "", "17: 'phrases' has no entries in the language 'es'" },
        { "house ... on fire", "... on fire", "17: the phrase '... on fire' must not begin or end with '...'" },
        { "house ... on fire", "house... on fire", "17: the phrase 'house... on fire' needs spaces around '...'" },
        { "casa se quem*", "cas*a", "18: the phrase 'cas*a' may have '*' only at the end of a word, after at least one letter" },
        { "      phrases:", "      pages: [refunds, nowhere]\n      phrases:", "16: unknown page 'nowhere'" },
        { "taxes.\n    chain: standard", "taxes.\n    chain: large", "25: unknown chain 'large'; the agency has standard" },
        { "taxes.\n    chain: standard", "taxes.\n    chain: standard\n    hard_chain: large", "26: unknown chain 'large'; the agency has standard" },
        { "tone: plain", "class: urgent\n    tone: plain", "23: 'class' must be emergency, interactive or background, not 'urgent'" },
        { "tone: plain", "max_answer_tokens: 9000\n    tone: plain", "23: 'max_answer_tokens' must be a whole number from 50 to 8000" },
        { "tone: plain", "examples: {fr: [Bonjour?]}\n    tone: plain", "23: the language 'fr' is not one of the agency's (en, es)" },
        { "general: general", "general: nobody", "32: unknown botlet 'nobody'; the agency has tax, general" },
        { "openai, model: gpt-4.1-mini}", "openai, model: gpt-9}", "37: the model 'gpt-9' has no price under 'prices'" },
        { "openai, model: gpt-4.1-mini}", "openai}", "37: the provider 'openai' needs a model" },
        { "{provider: extractive}", "{provider: extractive, model: x}", "38: the provider 'extractive' has no model" },
        { "{provider: extractive}", "{provider: openai, model: gpt-4.1-mini}", "38: the chain 'standard' has this tier twice" },
        { "updated: 2026-01-15", "updated: 2026-03-03", "40: 'updated' is in the future: 2026-03-03" },
        { "updated: 2026-01-15", "updated: 15.1.2026", "40: 'updated' must be a date as year-month-day, for example 2026-03-02" },
        { "input: 0.40", "input: -1", "42: 'input' must be an amount in US dollars, 0 or more" },
        { "prices:", "budget: {daily_usd: 0}\nprices:", "39: 'daily_usd' must be an amount in US dollars, above 0" },
        { "prices:", "retention: {visible_days: 90, delete_days: 30}\nprices:", "39: 'delete_days' must not be less than 'visible_days'" },
        { "prices:", "ladder: {ticket: perhaps}\nprices:", "39: 'ticket' must be true or false" },
        { "prices:", "ladder: {answer_deadline_seconds: 0}\nprices:", "39: 'answer_deadline_seconds' must be a whole number from 1 to 3600" },
        { "prices:", "reuse: {exact: perhaps}\nprices:", "39: 'exact' must be true or false" },
        { "name: {en: Front desk, es: Recepción}", "name: *desk", "7: not valid YAML: aliases (*name) are not read; write the value out" },
    };

    public static TheoryData<string, string, string> PageFaults => new()
    {
        { "title: Tax refunds\n", "", "2: the key 'title' is missing" },
        { "https://example.gov/refunds", "ftp://example.gov/refunds", "3: 'url' must be a web address beginning with https:// or http://" },
        { "language: en", "language: fr", "4: the language 'fr' is not one of the agency's (en, es)" },
        { "language: en", "language: es", "4: the language is 'es' but the page stands in the folder 'en'" },
        { "updated: 2026-01-10", "updated: 2026-03-03", "5: 'updated' is in the future: 2026-03-03" },
        { "botlet: tax\n", "botlet: tax\nauthor: me\n", "7: unknown key 'author'; known here: botlet, keywords, language, related, suggests, title, updated, url" },
        { "botlet: tax\n", "botlet: tax\nrelated: [hours,\n  nowhere]\n", "8: unknown related page 'nowhere'" },
        { "botlet: tax\n", "botlet: tax\nkeywords: refund\n", "7: 'keywords' must be a list" },
        { "Use the online tool.", "<div>Use the online tool.</div>", "11: HTML inside Markdown is not read; write Markdown, or make the page .html" },
        { "## How to check", "##", "10: the heading is empty" },
    };

    public static TheoryData<string, string, string> QuestionFaults => new()
    {
        { "  - Who is the mayor?\n", "", "7: 'general' has too few questions: 4, at least 5" },
        { "How do I register to vote?", "where is my refund?", "9: the same question stands on line 2" },
        { "general:", "parks:", "1: 'general' has too few questions: 0, at least 5|7: unknown botlet 'parks'; the agency has tax, general" },
        { "- Tell me a joke.", "- ", "13: 'out_of_scope' has too few questions: 4, at least 5|18: 'out_of_scope' is empty" },
    };

    [Theory]
    [MemberData(nameof(AgencyFaults))]
    public void Read_BrokenAgencyFile_NamesTheLine(string old, string by, string faults) => AssertFaults("agency.yaml", old, by, faults);

    [Theory]
    [MemberData(nameof(PageFaults))]
    public void Read_BrokenPage_NamesTheLine(string old, string by, string faults) => AssertFaults(Page, old, by, faults);

    [Theory]
    [MemberData(nameof(QuestionFaults))]
    public void Read_BrokenQuestions_NamesTheLine(string old, string by, string faults) => AssertFaults("questions/en.yaml", old, by, faults);

    [Fact]
    public void Read_BrokenCrisisExamples_NamesTheLines()
    {
        using var folder = new PackFolder();
        folder.Write("crises/en.yaml", "danger:\n  - my house burns\n  - flames everywhere\nflood:\n  - water rises\nharmless:\n  - fire permit\n");

        Assert.Equal(
            [
                "crises/en.yaml:1: at least a third of the messages must stand under 'harmless'",
                "crises/en.yaml:4: unknown crisis 'flood'; the agency has danger, and 'harmless'",
            ],
            folder.Faults());
    }

    [Theory]
    [InlineData("house (on|in fire", "has a bracket or a bar that belongs to no choice '(a|b)'")]
    [InlineData("house on|in fire", "has a bracket or a bar that belongs to no choice '(a|b)'")]
    [InlineData("(house|)", "may stand for no word at all")]
    [InlineData("(house|) ... fire", "must not begin or end with '...'")]
    [InlineData("(a|b|c|d|e|f|g|h|i) (a|b|c|d|e|f|g|h|i) (a|b|c|d|e|f|g|h|i) (a|b|c|d|e|f|g|h|i)", "stands for more than 5000 phrases; write it as several")]
    public void Read_BrokenChoice_NamesThePhrase(string phrase, string reason)
    {
        using var folder = new PackFolder();
        folder.Replace("agency.yaml", "house ... on fire", phrase);

        Assert.Equal([$"agency.yaml:17: the phrase '{phrase}' {reason}"], folder.Faults());
    }

    [Fact]
    public void Read_PhraseWithChoices_StandsForEachOfThem()
    {
        using var folder = new PackFolder();
        folder.Replace("agency.yaml", "house ... on fire", "(house|barn) (is|) (on fire|burn*)");

        Assert.Equal(
            ["house is on fire", "house is burn*", "house  on fire", "house  burn*", "barn is on fire", "barn is burn*", "barn  on fire", "barn  burn*"],
            folder.Read().Require().Agency.Emergency.Crises[0].Phrases["en"]);
    }

    [Fact]
    public void Read_SixTiers_NamesTheChain()
    {
        using var folder = new PackFolder();
        folder.Replace(
            "agency.yaml",
            "    - {provider: extractive}",
            string.Join('\n', Enumerable.Range(1, 5).Select(region => $"    - {{provider: openai, region: r{region}, model: gpt-4.1-mini}}")));

        Assert.Equal(["agency.yaml:36: the chain 'standard' has 6 tiers; at most 5"], folder.Faults());
    }

    [Fact]
    public void Read_SeveralFaults_NamesThemAllInOrder()
    {
        using var folder = new PackFolder();
        folder.Replace("agency.yaml", "- id: general", "- id: tax");
        folder.Delete("questions/es.yaml");

        Assert.Equal(
            [
                "agency.yaml:26: the botlet 'tax' is defined twice",
                "agency.yaml:32: unknown botlet 'general'; the agency has tax",
                "pages/en/general/hours.md:6: unknown botlet 'general'; the agency has tax",
                "questions/en.yaml:7: unknown botlet 'general'; the agency has tax",
                "questions/es.yaml:1: the file is missing",
            ],
            folder.Faults());
    }

    [Fact]
    public void Read_UnclosedBracket_NamesTheLineAsNotYaml()
    {
        using var folder = new PackFolder();
        folder.Replace("agency.yaml", "[localhost]", "[localhost");

        Assert.Equal(["agency.yaml:3: not valid YAML: a bracket or a quote is not closed"], folder.Faults());
    }

    [Fact]
    public void Read_PageWithoutFrontMatter_SaysSo()
    {
        using var folder = new PackFolder();
        folder.Write("pages/en/tax/second.md", "Just text.");
        folder.Write("pages/en/tax/third.md", "---\ntitle: No end\n");
        folder.Write("pages/en/tax/fourth.md", PackFolder.PageFor("Empty", "tax", "en", "## Only a heading"));

        Assert.Equal(
            [
                "pages/en/tax/fourth.md:8: the page has no text",
                "pages/en/tax/second.md:1: the page must begin with front matter between --- lines",
                "pages/en/tax/third.md:1: the front matter has no closing --- line",
            ],
            folder.Faults());
    }

    [Fact]
    public void Read_FilesInTheWrongPlace_AreNamed()
    {
        using var folder = new PackFolder();
        folder.Write("notes/todo.txt", "x");
        folder.Write("pages/en/tax/picture.png", "x");
        folder.Write("questions/fr.yaml", "x");
        folder.Write("pages/en/loose.md", PackFolder.PageFor("Loose", "tax", "en", "Text."));
        folder.Write("pages/en/general/refunds.md", PackFolder.PageFor("Again", "general", "en", "Text."));
        folder.Write("README.md", "Welcome.");
        folder.Write("pages/en/tax/.refunds.md.swp", "an editor's");

        Assert.Equal(
            [
                "notes/todo.txt:1: nothing reads this file; a pack holds agency.yaml, pages, questions, crises, answers and texts",
                "pages/en/loose.md:1: a page stands at pages/<language>/<botlet>/<slug>.md or .html",
                "pages/en/tax/picture.png:1: a page ends in .md or .html",
                "pages/en/tax/refunds.md:1: duplicate slug 'refunds' in the language 'en', also pages/en/general/refunds.md",
                "questions/fr.yaml:1: expected questions/<language>.yaml for one of the agency's languages (en, es)",
            ],
            folder.Faults());
    }

    [Fact]
    public void Read_BotletWithoutPage_IsNamed()
    {
        using var folder = new PackFolder();
        folder.Delete("pages/en/general/hours.md");

        Assert.Equal(["agency.yaml:1: the botlet 'general' has no page"], folder.Faults());
    }

    [Fact]
    public void Read_BrokenAnswers_NamesTheLines()
    {
        using var folder = new PackFolder();
        folder.Write("answers/en.yaml", """
            - id: when
              botlet: tax
              updated: 2026-01-10
              questions: [When is my refund?]
              answer: Within three weeks [refunds].
              sources: [refunds]
            - id: when
              botlet: parks
              updated: 2027-01-10
              questions:
                - when is my refund?
              answer: Soon [hours].
              sources: [nowhere]
              author: me
            - text
            """);

        Assert.Equal(
            [
                "answers/en.yaml:7: the answer 'when' is defined twice",
                "answers/en.yaml:8: unknown botlet 'parks'; the agency has tax, general",
                "answers/en.yaml:9: 'updated' is in the future: 2027-01-10",
                "answers/en.yaml:11: the same question has an answer on line 4",
                "answers/en.yaml:12: the answer cites [hours], which is not among its sources",
                "answers/en.yaml:13: unknown source 'nowhere'; there is no such page",
                "answers/en.yaml:14: unknown key 'author'; known here: answer, botlet, id, questions, sources, updated",
                "answers/en.yaml:15: an answer must be a mapping (key: value), not text",
            ],
            folder.Faults());
    }

    [Fact]
    public void Read_BrokenTexts_NamesTheLines()
    {
        using var folder = new PackFolder();
        folder.Write("texts/en.yaml", "refusal.empty: Write {0} please.\nno.such: Hello.\n");

        Assert.Equal(
            [
                "texts/en.yaml:1: 'refusal.empty' may hold only the places (none)",
                "texts/en.yaml:2: unknown key 'no.such'; the product has no such sentence",
            ],
            folder.Faults());
    }

    [Fact]
    public void Read_MissingFolder_SaysSo()
    {
        using var folder = new PackFolder(plain: false);

        Assert.Equal(["agency.yaml:1: the file is missing"], folder.Faults());
        Assert.Equal(
            "agency.yaml:1: the pack's folder does not exist",
            new Knowledge.Packs.ContentPackReader(TimeProvider.System).Read(folder.Folder + "-gone").Faults.Single().ToString());
    }

    private static void AssertFaults(string file, string old, string by, string faults)
    {
        using var folder = new PackFolder();
        folder.Replace(file, old, by);

        Assert.Equal(faults.Split('|').Select(fault => $"{file}:{fault}"), folder.Faults());
    }
}
