using System.Text;
using GovStack.Conversations.Agencies;
using GovStack.Frontend.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace GovStack.Frontend.Pages;

/// <summary>
/// The chat page. The file's placeholders are filled here: the token of its plain form, which each browser has of its own, and what must be right before, or
/// without, any script: the agency's name, the emergency numbers, the language.
/// </summary>
internal static class IndexPage
{
    /// <summary>What the file holds where the form's hidden field goes.</summary>
    public const string Placeholder = "<!-- form-token -->";

    private static readonly string[] TextKeys = ["form.label", "form.lead", "form.your-question", "form.send"];

    public static void MapIndexPage(this IEndpointRouteBuilder app)
    {
        app.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], WriteAsync).WithMetadata(new ForVisitors()).ExcludeFromDescription();
        app.MapMethods("/index.html", [HttpMethods.Get, HttpMethods.Head], WriteAsync).WithMetadata(new ForVisitors()).ExcludeFromDescription();
    }

    private static async Task WriteAsync(HttpContext context)
    {
        var file = context.RequestServices.GetRequiredService<IWebHostEnvironment>().WebRootFileProvider.GetFileInfo("index.html");
        if (!file.Exists)
        {
            await context.RequestServices.GetRequiredService<AskForm>().ShowAsync(context);
            return;
        }

        using var reader = new StreamReader(file.CreateReadStream());
        var html = new StringBuilder(await reader.ReadToEndAsync(context.RequestAborted));
        var token = context.RequestServices.GetRequiredService<FormToken>().Create(context);
        Fill(html, context.Visitor(), token);
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";   // The token is this browser's alone.
        await context.Response.WriteAsync(html.ToString(), context.RequestAborted);
    }

    private static void Fill(StringBuilder html, Visitor visitor, string token)
    {
        var (agency, language) = (visitor.Agency, visitor.Language);
        html.Replace(Placeholder, $"<input type=\"hidden\" name=\"{FormToken.Field}\" value=\"{MarkdownHtml.Encode(token)}\">")
            .Replace("<!-- emergency -->", EmergencyLine.Render(agency, language))
            .Replace("{{language}}", MarkdownHtml.Encode(language))
            .Replace("{{agency}}", MarkdownHtml.Encode(agency.Name[language]));
        foreach (var key in TextKeys)
            html.Replace($"{{{{{key}}}}}", MarkdownHtml.Encode(ProductTexts.Get(agency, key, language)));
    }
}
