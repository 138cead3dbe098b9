using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Sandbox.ApiServer.Watching;

namespace Penumbra.Sandbox.ApiServer.Http;

/// <summary>Between Kestrel and the server: nothing but translation.</summary>
internal sealed class HttpAdapter(SandboxApiServer server)
{
    public async Task HandleAsync(HttpContext context)
    {
        var cancellationToken = context.RequestAborted;
        var response = await server.HandleAsync(await ReadAsync(context), cancellationToken);
        if (response.Dropped)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = response.Status;
        context.Response.ContentType = response.ContentType;
        foreach (var group in response.Headers.GroupBy(header => header.Key)) context.Response.Headers[group.Key] = group.Select(header => header.Value).ToArray();
        if (response.Stream is { } stream)
        {
            await SendAsync(context, stream);
            return;
        }

        context.Response.ContentLength = response.Body.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(response.Body, cancellationToken);
    }

    private static async Task SendAsync(HttpContext context, WatchStream stream)
    {
        using (stream)
        {
            try
            {
                await context.Response.StartAsync(context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                while (await stream.ReadAsync(context.RequestAborted) is { Length: > 0 } line)
                {
                    await context.Response.Body.WriteAsync(line, context.RequestAborted);
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                }
            }
            catch (OperationCanceledException)
            {
                // The client has gone, which is how most watches end.
            }
        }
    }

    private static async Task<ApiRequest> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in request.Headers) headers[name] = values.ToString();
        return new ApiRequest
        {
            Method = request.Method,
            Path = request.Path.ToUriComponent(),
            Query = request.QueryString.HasValue ? request.QueryString.Value![1..] : "",
            Headers = headers,
            Body = body.ToArray(),
            Peer = context.Connection.ClientCertificate is { } certificate ? Identity(certificate) : null,
        };
    }

    private static UserIdentity Identity(X509Certificate2 certificate)
    {
        var parts = certificate.SubjectName.EnumerateRelativeDistinguishedNames().Select(part => (Kind: part.GetSingleElementType().FriendlyName, Value: part.GetSingleElementValue())).ToArray();
        var groups = parts.Where(part => part.Kind == "O").Select(part => part.Value).OfType<string>();
        return new UserIdentity(parts.FirstOrDefault(part => part.Kind == "CN").Value ?? "", [.. groups, "system:authenticated"]);
    }
}
