using Amazon.Runtime;

namespace Penumbra.Databases.Rds;

/// <summary>Who calls the cloud, and where. The operator itself never has one: only the worker, under its application's own service account.</summary>
/// <param name="Region">The region.</param>
/// <param name="Credentials">The credentials: web identity, profile, container or static, as the AWS SDK finds them.</param>
/// <param name="Endpoint">Another address for all services, which an administrator gave; null for the cloud's own.</param>
/// <param name="Account">The service account that the credentials are of, as <c>namespace/name</c>; empty where it is not known.</param>
public sealed record CloudLogin(string Region, AWSCredentials Credentials, Uri? Endpoint = null, string Account = "")
{
    /// <summary>The address of a service.</summary>
    /// <param name="service">Such as <c>rds</c>.</param>
    public Uri Address(string service) => Endpoint ?? new Uri($"https://{service}.{Region}.{(Region.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com")}/");
}
