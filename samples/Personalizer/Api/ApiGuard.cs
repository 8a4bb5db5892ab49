using System.Security.Cryptography;
using System.Text;

namespace Personalizer.Api;

/// <summary>
/// What every call passes: calls that a foreign page makes a browser send are refused, and, where a key is set, those without it; errors
/// leave in the shape of the retired service.
/// </summary>
internal static partial class ApiGuard
{
    public const string KeyHeader = "Ocp-Apim-Subscription-Key";

    public static void Use(WebApplication app, string? key)
    {
        byte[]? expected = key is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(key));
        app.Use(async (context, next) =>
        {
            try
            {
                Check(context, expected);
                await next(context);
            }
            catch (ApiException e) when (!context.Response.HasStarted)
            {
                await AnswerAsync(context, e.Status, e.Code, e.Message);
            }
            catch (BadHttpRequestException e) when (!context.Response.HasStarted)
            {
                await AnswerAsync(context, e.StatusCode, "BadRequest", e.Message);
            }
            catch (Exception e) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
            {
                LogFailure(app.Logger, context.Request.Path, e);
                await (e is IOException
                    ? AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "InternalServerError", e.Message)
                    : AnswerAsync(
                        context, StatusCodes.Status500InternalServerError, "InternalServerError", "It failed; the log says why."));
            }
        });
    }

    private static void Check(HttpContext context, byte[]? expected)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        if (context.Request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site" && context.Request.Path != "/")
        {
            throw new ApiException(
                StatusCodes.Status403Forbidden, "OperationNotAllowed", "Pages of other sites may not call this service.");
        }

        bool isOpen = context.Request.Path == "/" || context.Request.Path == "/status";
        if (expected is not null && !isOpen && !HasKey(context.Request, expected))
        {
            throw new ApiException(
                StatusCodes.Status401Unauthorized, "401", $"Access denied: send the service's key in the header {KeyHeader}.");
        }
    }

    private static bool HasKey(HttpRequest request, byte[] expected) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(request.Headers[KeyHeader].ToString())), expected);

    private static Task AnswerAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { error = new { code, message } });
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} failed.")]
    private static partial void LogFailure(ILogger logger, string path, Exception error);
}
