using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer.Admission;

/// <summary>The rules for metadata of every kind.</summary>
internal static partial class MetadataRules
{
    private const string SubdomainText =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character " +
        "(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string LabelText =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character " +
        "(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string ValueText =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
        "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    public static IEnumerable<FieldError> Check(ResourceType type, JsonObject obj, JsonObject? current)
    {
        var meta = obj.Obj("metadata")!;
        if (current is null)
        {
            foreach (var error in Name(type, meta.Str("name"))) yield return error;
        }

        foreach (var (name, value) in meta.Obj("labels") ?? [])
        {
            if (value.AsString() is not { } text) continue;
            if (!LabelKey().IsMatch(name)) yield return FieldError.Invalid("metadata.labels", name, "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')");
            if (text.Length > 63) yield return FieldError.Invalid("metadata.labels", text, "must be no more than 63 bytes");
            else if (!LabelValue().IsMatch(text)) yield return FieldError.Invalid("metadata.labels", text, ValueText);
        }

        foreach (var (name, _) in meta.Obj("annotations") ?? [])
        {
            if (!LabelKey().IsMatch(name.ToLowerInvariant())) yield return FieldError.Invalid("metadata.annotations", name, "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')");
        }

        foreach (var error in Owners(meta)) yield return error;
        if (current?.Obj("metadata") is not { } was || was.Str("deletionTimestamp") is null) yield break;
        string[] added = [.. meta.Arr("finalizers").Strings().Except(was.Arr("finalizers").Strings()).Order(StringComparer.Ordinal)];
        if (added.Length > 0)
        {
            var list = string.Join(", ", added.Select(finalizer => $"\"{finalizer}\""));
            yield return FieldError.Forbidden("metadata.finalizers", $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{list}}}");
        }
    }

    private static IEnumerable<FieldError> Name(ResourceType type, string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            yield return FieldError.Required("metadata.name", "name or generateName is required");
            yield break;
        }

        if (type.Group == "rbac.authorization.k8s.io")
        {
            if (name.Contains('/') || name.Contains('%')) yield return FieldError.Invalid("metadata.name", name, "may not contain '/' or '%'");
            yield break;
        }

        // These names become host names, so dots are not allowed in them.
        if (type == BuiltInTypes.Namespace || type == BuiltInTypes.Service)
        {
            if (name.Length > 63) yield return FieldError.Invalid("metadata.name", name, "must be no more than 63 bytes");
            if (!Label().IsMatch(name)) yield return FieldError.Invalid("metadata.name", name, LabelText);
            yield break;
        }

        if (name.Length > 253) yield return FieldError.Invalid("metadata.name", name, "must be no more than 253 bytes");
        if (!Subdomain().IsMatch(name)) yield return FieldError.Invalid("metadata.name", name, SubdomainText);
    }

    private static IEnumerable<FieldError> Owners(JsonObject meta)
    {
        var owners = (meta.Arr("ownerReferences") ?? []).OfType<JsonObject>().ToArray();
        for (var i = 0; i < owners.Length; i++)
        {
            foreach (var member in (string[])["apiVersion", "kind", "name", "uid"])
            {
                if (string.IsNullOrEmpty(owners[i].Str(member))) yield return FieldError.Invalid($"metadata.ownerReferences.{member}", "", "must not be empty");
            }
        }

        if (owners.Count(owner => owner.Bool("controller") == true) > 1)
        {
            yield return FieldError.Invalid("metadata.ownerReferences", meta["ownerReferences"], "Only one reference can have Controller set to true");
        }
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Label();

    [GeneratedRegex(@"^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\z")]
    private static partial Regex LabelValue();

    [GeneratedRegex(@"^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z")]
    private static partial Regex LabelKey();
}
