using System.Net;

namespace Penumbra.Kubernetes.Login;

/// <summary>Shows the credential at each request; when the server refuses it, it is read anew, and if it changed the request is sent once more.</summary>
internal sealed class LoginHandler(ICredentialSource credentials, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await ShowAsync(request, refused: false, cancellationToken);
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized) return response;
        var before = request.Headers.TryGetValues("Authorization", out var values) ? values.FirstOrDefault() : null;
        var again = await ShowAsync(request, refused: true, cancellationToken);
        if (string.Equals(before, again, StringComparison.Ordinal)) return response;
        response.Dispose();
        return await base.SendAsync(request, cancellationToken);
    }

    private async Task<string?> ShowAsync(HttpRequestMessage request, bool refused, CancellationToken cancellationToken)
    {
        var credential = await credentials.GetAsync(refused, cancellationToken);
        // A result of the client's caller: no answer, with this sentence.
        if (credential.Error is not null) throw new HttpRequestException(credential.Error);
        if (credential.Authorization is null) return null;
        request.Headers.Remove("Authorization");
        request.Headers.TryAddWithoutValidation("Authorization", credential.Authorization);
        return credential.Authorization;
    }
}
