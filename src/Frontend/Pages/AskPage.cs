using System.Globalization;
using System.Text;
using GovStack.Conversations.Agencies;
using GovStack.Frontend.Identity;
using GovStack.Frontend.Turns;

namespace GovStack.Frontend.Pages;

/// <summary>The page of the plain form: question, answer, sources, and the form again. No script.</summary>
internal sealed class AskPage(Agency agency, string language, string token)
{
    private readonly StringBuilder _body = new();

    /// <summary>Gets or sets the conversation the next question belongs to.</summary>
    public ConversationKey? Conversation { get; set; }

    /// <summary>Gets or sets what stands in the text field.</summary>
    public string Draft { get; set; } = "";

    /// <summary>Adds the question as it was asked.</summary>
    public void AddQuestion(string question)
        => _body.Append(CultureInfo.InvariantCulture, $"<h2>{Text("form.your-question")}</h2>\n<p class=\"question\" dir=\"auto\">{Encode(PlainText.Clean(question))}</p>\n");

    /// <summary>Adds a sentence to the person.</summary>
    public void AddNotice(string text) => _body.Append(CultureInfo.InvariantCulture, $"<p class=\"notice\" role=\"status\" dir=\"auto\">{Encode(text)}</p>\n");

    /// <summary>Adds the answer with its sources and follow-up questions.</summary>
    public void AddAnswer(TurnAnswer answer)
    {
        foreach (var notice in answer.Notices)
            AddNotice(notice.Text);
        _body.Append(CultureInfo.InvariantCulture, $"<h2 id=\"answer\">{Text("form.answer")}</h2>\n<div lang=\"{Encode(answer.Language ?? language)}\">\n");
        _body.Append(MarkdownHtml.Render(answer.Answer, answer.Sources.Count)).Append("</div>\n");
        if (answer.Sources.Count > 0)
            AddSources(answer.Sources);
        if (answer.Suggestions.Count > 0)
            AddSuggestions(answer.Suggestions);
    }

    /// <summary>Adds a button that looks for an answer still being made.</summary>
    public void AddLookAgain(int turn, long firstEvent)
    {
        AddNotice(ProductTexts.Get(agency, "form.not-ready", language));
        _body.Append(CultureInfo.InvariantCulture, $"""
            <form method="post" action="/ask/look">
            {Hidden()}<input type="hidden" name="turn" value="{turn}">
            <input type="hidden" name="firstEvent" value="{firstEvent}">
            <button type="submit">{Text("form.look-again")}</button>
            </form>

            """);
    }

    /// <summary>Makes the page.</summary>
    public HtmlPage Render()
    {
        var name = agency.Name[language];
        var body = $"""
            <h1><a href="/">{Encode(name)}</a></h1>
            {EmergencyLine.Render(agency, language)}
            {_body}
            <form method="post" action="/ask">
            {Hidden()}<p><label for="question">{Text(Conversation is null ? "form.label" : "form.label-again")}</label></p>
            <textarea id="question" name="question" required dir="auto">{Encode(Draft)}</textarea>
            <p><button type="submit">{Text("form.send")}</button></p>
            </form>
            """;
        return new(language, name, body);
    }

    private void AddSources(IReadOnlyList<ShownSource> sources)
    {
        _body.Append(CultureInfo.InvariantCulture, $"<h2>{Text("form.sources")}</h2>\n<ol>\n");
        foreach (var source in sources)
        {
            var title = Encode(source.Heading.Length == 0 ? source.Title : $"{source.Title} – {source.Heading}");
            var label = SafeUrl.Find(source.Url) is { } url
                ? $"<a href=\"{Encode(url.AbsoluteUri)}\" rel=\"noopener noreferrer\">{title}</a>"
                : title;
            _body.Append(CultureInfo.InvariantCulture, $"<li id=\"source-{source.Index}\" value=\"{source.Index}\" lang=\"{Encode(source.Language)}\">{label} ({Encode(WrittenDate.Of(source.Updated, language))})</li>\n");
        }

        _body.Append("</ol>\n");
    }

    private void AddSuggestions(IReadOnlyList<string> suggestions)
    {
        _body.Append(CultureInfo.InvariantCulture, $"<h2>{Text("form.suggestions")}</h2>\n<form method=\"post\" action=\"/ask\">\n{Hidden()}");
        foreach (var suggestion in suggestions)
            _body.Append(CultureInfo.InvariantCulture, $"<button type=\"submit\" name=\"question\" value=\"{Encode(suggestion)}\">{Encode(suggestion)}</button>\n");
        _body.Append("</form>\n");
    }

    private string Hidden()
    {
        var hidden = $"<input type=\"hidden\" name=\"{FormToken.Field}\" value=\"{Encode(token)}\">\n"
                     + $"<input type=\"hidden\" name=\"language\" value=\"{Encode(language)}\">\n";
        return Conversation is null
            ? hidden
            : hidden + $"<input type=\"hidden\" name=\"conversation\" value=\"{Encode(Conversation.Id)}\">\n"
                     + $"<input type=\"hidden\" name=\"secret\" value=\"{Encode(Conversation.Secret)}\">\n";
    }

    private string Text(string key) => Encode(ProductTexts.Get(agency, key, language));

    private static string Encode(string text) => MarkdownHtml.Encode(text);
}
