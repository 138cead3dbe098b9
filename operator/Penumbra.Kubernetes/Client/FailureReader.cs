using System.Net;
using System.Text;
using System.Text.Json;

namespace Penumbra.Kubernetes.Client;

/// <summary>Sorts answers that are not a success into the four kinds of error.</summary>
internal static class FailureReader
{
    private const int MaximumMessageLength = 1024;
    private const int MaximumCauses = 20;

    /// <summary>What the API server says of a JSON patch that could not be applied: its message names neither the path nor the test.</summary>
    private const string PatchRejected = "the server rejected our request due to an error in our request";

    /// <summary>There was no answer.</summary>
    public static ApiFailure NoAnswer(string message) => new(ErrorKind.Retry, 0, "NoAnswer", Clean(message));

    /// <summary>A success whose body is not what the API server sends: some proxy's page, or half an answer.</summary>
    public static ApiFailure Malformed(int code, string message) => new(ErrorKind.Retry, code, "MalformedAnswer", Clean(message));

    /// <summary>The answer is sound, but this program cannot read it or could not write the request.</summary>
    public static ApiFailure Bug(int code, string message) => new(ErrorKind.Bug, code, "Serialization", Clean(message));

    /// <summary>Reads an answer that is not a success.</summary>
    /// <param name="code">The HTTP status code.</param>
    /// <param name="retryAfter">The Retry-After header's wait.</param>
    /// <param name="body">The body, cut to its bound.</param>
    /// <param name="isJsonPatch">Whether the request was a JSON patch.</param>
    public static ApiFailure Read(int code, TimeSpan? retryAfter, ReadOnlySpan<byte> body, bool isJsonPatch)
    {
        var status = ParseStatus(body);
        // A body that is not a Status is a stranger's and is not repeated anywhere.
        return status is null
            ? new ApiFailure(KindOf(code), code, ((HttpStatusCode)code).ToString(), $"HTTP {code} without a Kubernetes Status") { RetryAfter = retryAfter }
            : FromStatus(status, code, retryAfter, isJsonPatch);
    }

    /// <summary>Reads the Status inside a watch's ERROR event.</summary>
    public static ApiFailure ReadWatchError(ReadOnlySpan<byte> status) =>
        ParseStatus(status) is { } body
            ? FromStatus(body, body.Code ?? 500, retryAfter: null, isJsonPatch: false)
            : Malformed(200, "the watch sent an ERROR without a Status");

    /// <summary>Removes control characters and cuts to 1 KiB.</summary>
    public static string Clean(string? message)
    {
        if (string.IsNullOrEmpty(message)) return "";
        var length = Math.Min(message.Length, MaximumMessageLength);
        var text = new StringBuilder(length);
        foreach (var character in message.AsSpan(0, length)) text.Append(char.IsControl(character) ? ' ' : character);
        return text.ToString().Trim();
    }

    private static ApiFailure FromStatus(StatusBody status, int code, TimeSpan? retryAfter, bool isJsonPatch)
    {
        var kind = code == 422 && ((isJsonPatch && IsFailedTest(status)) || IsOfAnotherLife(status)) ? ErrorKind.Conflict : KindOf(code);
        return new ApiFailure(kind, code, Clean(status.Reason), Clean(status.Message))
        {
            RetryAfter = retryAfter ?? (status.Details?.RetryAfterSeconds is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null),
            Causes = status.Details?.Causes is { Count: > 0 } causes
                ? [.. causes.OfType<StatusCause>().Take(MaximumCauses).Select(cause => new ApiFailureCause(Clean(cause.Reason), Clean(cause.Field), Clean(cause.Message)))]
                : [],
        };
    }

    private static bool IsFailedTest(StatusBody status)
    {
        var message = status.Message ?? "";
        if (message.Contains("test", StringComparison.OrdinalIgnoreCase) && message.Contains("failed", StringComparison.OrdinalIgnoreCase)) return true;
        return message.Contains(PatchRejected, StringComparison.Ordinal) && status.Details?.Causes is null or { Count: 0 };
    }

    // A patch that names a UID met an object that was made again under the same name.
    private static bool IsOfAnotherLife(StatusBody status) =>
        status.Details?.Causes?.OfType<StatusCause>().Any(cause => string.Equals(cause.Field, "metadata.uid", StringComparison.Ordinal)) == true;

    private static ErrorKind KindOf(int code) => code switch
    {
        409 => ErrorKind.Conflict,
        // 410 says "list again", which is a retry.
        408 or 410 or 429 => ErrorKind.Retry,
        >= 400 and < 500 => ErrorKind.Terminal,
        _ => ErrorKind.Retry,
    };

    private static StatusBody? ParseStatus(ReadOnlySpan<byte> body)
    {
        try
        {
            var status = JsonSerializer.Deserialize(body, ClientJson.Default.StatusBody);
            return string.Equals(status?.Kind, "Status", StringComparison.Ordinal) ? status : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
