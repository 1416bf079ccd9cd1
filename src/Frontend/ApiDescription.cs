using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace GovStack.Frontend;

/// <summary>What the OpenAPI document says of itself.</summary>
internal sealed class ApiDescription : IOpenApiDocumentTransformer
{
    private const string Scheme = "conversation";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info.Title = "GovStack";
        document.Info.Version = "v1";
        document.Info.Description =
            "Questions to a public agency. Every error is RFC 9457 problem details with a stable code; under /v1 it has OpenAI's shape as well.";
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Scheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "A conversation's secret under /api/conversations/{id}; an API key everywhere else.",
        };
        return Task.CompletedTask;
    }
}
