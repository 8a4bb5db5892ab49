namespace Personalizer.Api;

/// <summary>A call that cannot be answered, with what the caller is told.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="code">The retired service's code of the error.</param>
/// <param name="message">What was found and what to do.</param>
internal sealed class ApiException(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    public string Code => code;

    public static ApiException BadRequest(string code, string message) => new(StatusCodes.Status400BadRequest, code, message);

    public static ApiException NotFound(string code, string message) => new(StatusCodes.Status404NotFound, code, message);
}
