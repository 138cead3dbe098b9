using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Sandbox.ApiServer.Selection;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer.Reading;

/// <summary>Which objects of a collection a request is about.</summary>
internal sealed record ObjectFilter(string Namespace, string Name, LabelSelector Labels, FieldSelector Fields)
{
    public bool IsEverything { get; init; }

    /// <summary>The filter of a request; a failure when a selector is malformed.</summary>
    public static ObjectFilter? Of(ResourceRequest request, out ClusterResult? failure)
    {
        failure = null;
        var labels = LabelSelector.Parse(request.Query["labelSelector"], out var error);
        var fields = error is null ? FieldSelector.Parse(request.Query["fieldSelector"], request.Type, out error) : null;
        if (error is not null)
        {
            failure = Failures.BadRequest(error);
            return null;
        }

        return new ObjectFilter(request.Target.Namespace, request.Target.Name, labels!, fields!)
        {
            IsEverything = request.Query["labelSelector"] is null && request.Query["fieldSelector"] is null,
        };
    }

    /// <summary>Whether an object that its version shows is meant.</summary>
    public bool Matches(JsonObject obj)
    {
        if (Namespace.Length > 0 && Json.JsonAccess.ObjectNamespace(obj) != Namespace) return false;
        if (Name.Length > 0 && Json.JsonAccess.ObjectName(obj) != Name) return false;
        return Labels.Matches(obj) && Fields.Matches(obj);
    }
}
