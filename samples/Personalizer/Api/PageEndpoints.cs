using Personalizer.Learning;

namespace Personalizer.Api;

/// <summary>The page, which loads nothing from elsewhere, and what it shows.</summary>
internal static class PageEndpoints
{
    public static void Map(WebApplication app)
    {
        using var stream = typeof(PageEndpoints).Assembly.GetManifestResourceStream("index.html")!;
        using var reader = new StreamReader(stream);
        string page = reader.ReadToEnd();
        app.MapGet("/", (HttpResponse response) =>
        {
            response.Headers.ContentSecurityPolicy =
                "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:; "
                + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
            return Results.Content(page, "text/html; charset=utf-8");
        });
        app.MapGet("/learning", (LearningLoop loop) => loop.State);
    }
}
