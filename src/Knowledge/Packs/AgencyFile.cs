using GovStack.Conversations.Agencies;

namespace GovStack.Knowledge.Packs;

/// <summary>Reads agency.yaml.</summary>
internal sealed class AgencyFile
{
    public const string Name = "agency.yaml";

    private const int DefaultBelowPercent = 60;

    private readonly PackSection _root;
    private readonly PackContext _context;

    private AgencyFile(PackSection root) => (_root, _context) = (root, root.Context);

    /// <summary>Reads the file; questions, answers, texts and version are filled in by the caller.</summary>
    /// <returns>The agency, or null where the file is missing or no mapping.</returns>
    public static Agency? Read(string? text, PackContext context)
    {
        if (text is null)
        {
            context.Faults.Add(Name, 1, "the file is missing");
            return null;
        }

        return YamlTree.ReadMap(Name, text, 0, context.Faults) is { } map ? new AgencyFile(new(Name, map, context)).ReadRoot() : null;
    }

    private Agency ReadRoot()
    {
        // Languages, zone and botlet ids first: everything else is checked against them.
        _context.Languages = ReadLanguages();
        _context.TimeZone = ReadTimeZone();
        _context.Botlets = BotletSection.ReadIds(_root);
        var chains = ChainSection.ReadChains(_root);
        var emergency = EmergencySection.Read(_root);
        var agency = new Agency
        {
            Id = ReadId(),
            Version = "",
            Name = _root.Localized("name"),
            Hosts = ReadHosts(),
            TimeZone = _context.TimeZone,
            Languages = _context.Languages,
            Contact = ReadContact(),
            Emergency = emergency,
            Botlets = BotletSection.Read(_root, chains),
            GeneralBotlet = ReadGeneral(),
            OutOfScope = ReadOutOfScope(),
            Chains = chains,
            Prices = ChainSection.ReadPrices(_root),
            DailyBudgetUsd = ReadBudget(),
            Retention = ReadRetention(),
            Reuse = ReadReuse(),
            Dispatch = ReadDispatch(chains),
            Ladder = ReadLadder(),
            Questions = [],
            ApprovedAnswers = [],
        };
        _root.Finish();
        return agency;
    }

    private string ReadId()
    {
        var id = _root.Text("id");
        _context.CheckId(Name, _root.LineOf("id"), "id", id);
        return id;
    }

    private List<string> ReadLanguages()
    {
        var languages = new List<string>();
        foreach (var item in _root.Items("languages"))
        {
            var language = _root.AsText(item, "languages");
            if (language is not [>= 'a' and <= 'z', >= 'a' and <= 'z'])
                _root.Fault(item.Line, $"a language is two small letters, for example en: '{language}'");
            else if (languages.Contains(language))
                _root.Fault(item.Line, $"the language '{language}' is listed twice");
            else
                languages.Add(language);
        }

        return languages;
    }

    private TimeZoneInfo ReadTimeZone()
    {
        var id = _root.Text("time_zone");
        if (id.Length == 0 || TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone))
            return id.Length == 0 ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(id);
        _root.Fault(_root.LineOf("time_zone"), $"unknown time zone '{id}'; expected a name such as America/New_York");
        return TimeZoneInfo.Utc;
    }

    private List<string> ReadHosts()
    {
        var hosts = new List<string>();
        foreach (var item in _root.Items("hosts"))
        {
            var host = _root.AsText(item, "hosts");
            if (host.Length > 0 && host != "*" && Uri.CheckHostName(host) == UriHostNameType.Unknown)
                _root.Fault(item.Line, $"'{host}' is not a host name; write it without https:// and port");
            else if (hosts.Contains(host, StringComparer.OrdinalIgnoreCase))
                _root.Fault(item.Line, $"the host '{host}' is listed twice");
            hosts.Add(host);
        }

        return hosts;
    }

    private AgencyContact ReadContact()
    {
        if (_root.Section("contact") is not { } contact)
            return new(LocalizedText.Same(""), null, null, null);
        var url = contact.Find("url") is null ? null : contact.Localized("url");
        foreach (var language in url?.Languages ?? [])
            _context.CheckUrl(Name, contact.LineOf("url"), "url", url![language]);
        var phone = contact.OptionalText("phone");
        if (phone is null && url is null)
            contact.Fault(contact.Line, "'contact' needs a phone or a url");
        var read = new AgencyContact(contact.Localized("name"), phone, url, contact.Find("hours") is null ? null : contact.Localized("hours"));
        contact.Finish();
        return read;
    }

    private string ReadGeneral()
    {
        var general = _root.Text("general");
        _context.CheckBotlet(Name, _root.LineOf("general"), general);
        return general;
    }

    private OutOfScopeRules ReadOutOfScope()
    {
        if (_root.Section("out_of_scope") is not { } section)
            return new(LocalizedText.Same(""), []);
        var referrals = new List<Referral>();
        foreach (var item in section.Items("referrals", required: false, atLeast: 0))
        {
            if (section.AsSection(item, "referrals") is not { } referral)
                continue;
            var phrases = PhraseRules.Read(referral, "phrases", required: true, everyLanguage: true);
            var url = referral.Text("url");
            _context.CheckUrl(Name, referral.LineOf("url"), "url", url);
            referrals.Add(new Referral(phrases, referral.Localized("name"), url));
            referral.Finish();
        }

        var rules = new OutOfScopeRules(section.Localized("text"), referrals);
        section.Finish();
        return rules;
    }

    private decimal? ReadBudget()
    {
        if (_root.Section("budget", required: false) is not { } section)
            return null;
        var budget = section.Money("daily_usd", positive: true);
        section.Finish();
        return budget;
    }

    private RetentionRules ReadRetention()
    {
        var rules = new RetentionRules(90, 365);
        if (_root.Section("retention", required: false) is not { } section)
            return rules;
        rules = new(section.Integer("visible_days", 1, 36_500, rules.VisibleDays), section.Integer("delete_days", 1, 36_500, rules.DeleteDays));
        if (rules.DeleteDays < rules.VisibleDays)
            section.Fault(section.LineOf("delete_days"), "'delete_days' must not be less than 'visible_days'");
        section.Finish();
        return rules;
    }

    private DispatchRules? ReadDispatch(IReadOnlyDictionary<string, IReadOnlyList<ChainTier>> chains)
    {
        if (_root.Section("dispatch", required: false) is not { } section)
            return null;
        var rules = new DispatchRules(section.Text("chain"), section.Integer("below_percent", 1, 100, DefaultBelowPercent) / 100.0);
        if (rules.Chain.Length > 0 && !chains.ContainsKey(rules.Chain))
            section.Fault(section.LineOf("chain"), $"unknown chain '{rules.Chain}'");
        section.Finish();
        return rules;
    }

    private LadderRules ReadLadder()
    {
        var rules = new LadderRules();
        if (_root.Section("ladder", required: false) is not { } section)
            return rules;
        rules = new(
            section.Flag("smaller_model", rules.SmallerModel),
            section.Flag("shorter_answer", rules.ShorterAnswer),
            section.Flag("quick_answer", rules.QuickAnswer),
            section.Flag("ticket", rules.Ticket))
        {
            AnswerDeadline = section.Integer("answer_deadline_seconds", 1, 3_600, 0) is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null,
            TicketHorizon = section.Integer("ticket_horizon_minutes", 1, 1_440, 0) is > 0 and var minutes ? TimeSpan.FromMinutes(minutes) : null,
            QuotableCoverage = section.Integer("quotable_coverage_percent", 0, 100, 50) / 100.0,
        };
        section.Finish();
        return rules;
    }

    private ReuseRules ReadReuse()
    {
        var rules = new ReuseRules();
        if (_root.Section("reuse", required: false) is not { } section)
            return rules;
        rules = new(
            section.Flag("exact", rules.Exact),
            section.Flag("normalised", rules.Normalised),
            section.Flag("semantic_approved", rules.SemanticApproved),
            section.Flag("semantic_live", rules.SemanticLive));
        section.Finish();
        return rules;
    }
}
