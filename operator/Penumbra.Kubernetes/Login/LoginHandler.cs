using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Penumbra.Kubernetes.Login;

/// <summary>
/// Shows the credential at each request; when the server refuses it, it is read anew, and if it changed the request is sent once more. A connection shows the
/// certificate that it was opened with for as long as it lives, so that another certificate means other connections.
/// </summary>
/// <param name="credentials">Who gives the credential.</param>
/// <param name="connect">Opens connections that show a certificate, or none.</param>
internal sealed class LoginHandler(ICredentialSource credentials, Func<X509Certificate2?, HttpMessageHandler> connect) : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private Connections? _now;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var shown = await ShowAsync(request, refused: false, cancellationToken);
        var response = await By(shown).SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized) return response;
        var other = await ShowAsync(request, refused: true, cancellationToken);
        if (other.Authorization == shown.Authorization && other.ClientCertificate?.Thumbprint == shown.ClientCertificate?.Thumbprint) return response;
        response.Dispose();
        return await By(other).SendAsync(request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (_lock) _now?.Invoker.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task<Credential> ShowAsync(HttpRequestMessage request, bool refused, CancellationToken cancellationToken)
    {
        var credential = await credentials.GetAsync(refused, cancellationToken);
        // A result of the client's caller: no answer, with this sentence.
        if (credential.Error is not null) throw new HttpRequestException(credential.Error);
        if (credential.Authorization is null) return credential;
        request.Headers.Remove("Authorization");
        request.Headers.TryAddWithoutValidation("Authorization", credential.Authorization);
        return credential;
    }

    private HttpMessageInvoker By(Credential credential)
    {
        lock (_lock)
        {
            if (_now is { } now && now.Thumbprint == credential.ClientCertificate?.Thumbprint) return now.Invoker;

            // The old ones are left to themselves: what is under way on them is answered, and what is idle closes after a while.
            return (_now = new Connections(credential.ClientCertificate?.Thumbprint, new HttpMessageInvoker(connect(credential.ClientCertificate)))).Invoker;
        }
    }

    private sealed record Connections(string? Thumbprint, HttpMessageInvoker Invoker);
}
