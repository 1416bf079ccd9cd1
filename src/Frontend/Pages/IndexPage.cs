using GovStack.Frontend.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace GovStack.Frontend.Pages;

/// <summary>The chat page. Its plain form needs a token of its own for each browser, so the file's placeholder is filled here.</summary>
internal static class IndexPage
{
    /// <summary>What the file holds where the form's hidden field goes.</summary>
    public const string Placeholder = "<!-- form-token -->";

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
        var html = await reader.ReadToEndAsync(context.RequestAborted);
        var token = context.RequestServices.GetRequiredService<FormToken>().Create(context);
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";   // The token is this browser's alone.
        await context.Response.WriteAsync(
            html.Replace(Placeholder, $"<input type=\"hidden\" name=\"{FormToken.Field}\" value=\"{MarkdownHtml.Encode(token)}\">", StringComparison.Ordinal),
            context.RequestAborted);
    }
}
