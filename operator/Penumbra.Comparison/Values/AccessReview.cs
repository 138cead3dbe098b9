using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Penumbra.Comparison.Answers;
using Penumbra.Comparison.Configuration;

namespace Penumbra.Comparison.Values;

/// <summary>
/// Asks the API server whether a caller may <c>get shadowdeployments/values</c> of this shadow: by a SelfSubjectAccessReview (authorization.k8s.io/v1) under the caller's own token, as every authenticated
/// user may make one and this server has no rights. Only <c>allowed: true</c> allows. Each caller is asked about each time: the token is kept nowhere.
/// </summary>
internal sealed class AccessReview : IDisposable
{
    private const int MostBytes = 64 * 1024;
    private const int MostAtOnce = 4;
    private const string Path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _places = new(MostAtOnce);
    private readonly HttpMessageInvoker _client;
    private readonly Uri _address;
    private readonly string _host;
    private readonly string _question;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <exception cref="System.Security.Cryptography.CryptographicException">The file of authorities holds no certificates.</exception>
    public AccessReview(Uri server, AccessRules rules, string shadow, TimeProvider time, ILogger logger)
    {
        var side = new Side { Url = server, AuthorityFile = rules.AuthorityFile };
        _client = new HttpMessageInvoker(SideConnection.Make(side, MostAtOnce, Patience));
        _address = new Uri(SideConnection.Prefix(side) + Path);
        _host = server.Authority;
        _question = Question(rules.Namespace, shadow);
        (_time, _logger) = (time, logger);
    }

    /// <summary>Asks.</summary>
    /// <param name="token">The caller's.</param>
    /// <param name="cancellationToken">Ends it, and is the only thing that throws.</param>
    public async Task<AccessAnswer> AskAsync(string token, CancellationToken cancellationToken)
    {
        // Whoever has no right costs no more than this.
        if (!_places.Wait(0, CancellationToken.None)) return AccessAnswer.Unanswered;
        using var patience = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new StringContent(_question, MediaTypeHeaderValue.Parse("application/json")) };
            request.Headers.Host = _host;
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            using var response = await _client.SendAsync(request, either.Token);
            return response.StatusCode switch
            {
                HttpStatusCode.OK or HttpStatusCode.Created => Told(await BodyReader.ReadAsync(await response.Content.ReadAsStreamAsync(either.Token), MostBytes, either.Token)),
                HttpStatusCode.Unauthorized => AccessAnswer.Unauthenticated,
                HttpStatusCode.Forbidden => AccessAnswer.Forbidden,
                _ => Silent($"{(int)response.StatusCode}"),
            };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or AuthenticationException or InvalidDataException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Silent(exception.GetType().Name);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _places.Dispose();
    }

    private AccessAnswer Told(byte[]? body)
    {
        try
        {
            if (body is null) return Silent("an answer that is too long");
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (root.GetProperty("kind").GetString() != "SelfSubjectAccessReview" || !root.TryGetProperty("status", out var status)) return Silent("something else");
            var isDenied = status.TryGetProperty("denied", out var denied) && denied.GetBoolean();
            return status.GetProperty("allowed").GetBoolean() && !isDenied ? AccessAnswer.Allowed : AccessAnswer.Forbidden;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return Silent("what is no review");
        }
    }

    // What stands in the answer, the token and the caller are told nowhere.
    private AccessAnswer Silent(string what)
    {
        _logger.LogWarning("Nobody may read values: the API server answered a review with {What}", what);
        return AccessAnswer.Unanswered;
    }

    private static string Question(string ns, string shadow) => new JsonObject
    {
        ["apiVersion"] = "authorization.k8s.io/v1",
        ["kind"] = "SelfSubjectAccessReview",
        ["spec"] = new JsonObject
        {
            ["resourceAttributes"] = new JsonObject { ["verb"] = "get", ["group"] = "penumbra.dev", ["resource"] = "shadowdeployments", ["subresource"] = "values", ["namespace"] = ns, ["name"] = shadow },
        },
    }.ToJsonString();
}
