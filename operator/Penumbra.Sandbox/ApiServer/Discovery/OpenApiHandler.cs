using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Sandbox.ApiServer.Resources;
using Penumbra.Sandbox.ApiServer.Storage;

namespace Penumbra.Sandbox.ApiServer.Discovery;

/// <summary>The OpenAPI documents: version 3 by group, and version 2 as a whole (empty in its binary form, which clients take as "nothing known").</summary>
internal sealed class OpenApiHandler(ClusterStore store)
{
    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    public ApiResponse? Handle(ApiRequest request)
    {
        var path = request.Path.TrimEnd('/');
        if (path == "/openapi/v2") return Version2(request);
        if (path == "/openapi/v3") return ApiResponse.Json(200, Index());
        if (!path.StartsWith("/openapi/v3/", StringComparison.Ordinal)) return null;
        return path["/openapi/v3/".Length..].Split('/') switch
        {
            ["api", var version] => Document("", version),
            ["apis", var group, var version] => Document(group, version),
            _ => null,
        };
    }

    private JsonObject Index()
    {
        var paths = new JsonObject();
        foreach (var (group, version) in store.Locked(() => store.Registry.All).SelectMany(resource => resource.Versions.Select(version => (resource.Type.Group, version.Name))).Distinct())
        {
            var key = Root(group, version)[1..];
            paths[key] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{key}?hash={store.Version}" };
        }

        return new JsonObject { ["paths"] = paths };
    }

    private ApiResponse? Document(string group, string version)
    {
        var served = Served(group, version);
        if (served.Count == 0) return null;
        var paths = new JsonObject();
        var schemas = new JsonObject { [Meta] = store.Schemas.Named("ObjectMeta").Raw.DeepClone() };
        foreach (var (resource, one) in served)
        {
            schemas[SchemaName(resource, one)] = Schema(resource, one, "#/components/schemas/");
            AddPaths(paths, resource, one, schema => new JsonObject
            {
                ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = schema } },
                ["description"] = "OK",
            }, "#/components/schemas/");
        }

        return ApiResponse.Json(200, new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = Info(),
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas },
        });
    }

    private ApiResponse Version2(ApiRequest request)
    {
        if (request.Header("Accept")?.Contains("proto-openapi", StringComparison.Ordinal) == true)
        {
            return new ApiResponse { Status = 200, ContentType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf", Body = EmptyDocument() };
        }

        var paths = new JsonObject();
        var definitions = new JsonObject { [Meta] = store.Schemas.Named("ObjectMeta").Raw.DeepClone() };
        foreach (var (resource, version) in Served(null, null))
        {
            definitions[SchemaName(resource, version)] = Schema(resource, version, "#/definitions/");
            AddPaths(paths, resource, version, schema => new JsonObject { ["description"] = "OK", ["schema"] = schema }, "#/definitions/");
        }

        return ApiResponse.Json(200, new JsonObject { ["swagger"] = "2.0", ["info"] = Info(), ["paths"] = paths, ["definitions"] = definitions });
    }

    private IReadOnlyList<(ServedResource Resource, ServedVersion Version)> Served(string? group, string? version) =>
        [.. store.Locked(() => store.Registry.All).Where(resource => group is null || resource.Type.Group == group)
            .SelectMany(resource => resource.Versions.Where(one => version is null || one.Name == version).Select(one => (resource, one)))];

    private static JsonObject Schema(ServedResource resource, ServedVersion version, string references)
    {
        var schema = version.Schema.Raw.Copy();
        var members = schema.Ensure("properties");
        members["apiVersion"] ??= new JsonObject { ["type"] = "string" };
        members["kind"] ??= new JsonObject { ["type"] = "string" };
        members["metadata"] = new JsonObject { ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = references + Meta }), ["default"] = new JsonObject(), ["description"] = "Standard object's metadata." };
        schema["x-kubernetes-group-version-kind"] = new JsonArray(Kind(resource, version));
        return schema;
    }

    private static void AddPaths(JsonObject paths, ServedResource resource, ServedVersion version, Func<JsonObject, JsonObject> answer, string references)
    {
        var root = Root(resource.Type.Group, version.Name) + (resource.Type.Namespaced ? "/namespaces/{namespace}" : "") + $"/{resource.Type.Plural}";
        paths[root] = Operations(resource, version, answer, references, ("get", "list"), ("post", "post"), ("delete", "deletecollection"));
        paths[root + "/{name}"] = Operations(resource, version, answer, references, ("get", "get"), ("put", "put"), ("patch", "patch"), ("delete", "delete"));
        if (resource.Type.Namespaced) paths[Root(resource.Type.Group, version.Name) + $"/{resource.Type.Plural}"] = Operations(resource, version, answer, references, ("get", "list"));
    }

    private static JsonObject Operations(ServedResource resource, ServedVersion version, Func<JsonObject, JsonObject> answer, string references, params (string Method, string Action)[] operations)
    {
        var path = new JsonObject();
        foreach (var (method, action) in operations)
        {
            var operation = new JsonObject
            {
                ["responses"] = new JsonObject { ["200"] = answer(new JsonObject { ["$ref"] = references + SchemaName(resource, version) }) },
                ["x-kubernetes-action"] = action,
                ["x-kubernetes-group-version-kind"] = Kind(resource, version),
            };
            if (method != "get") operation["parameters"] = new JsonArray(Parameter("dryRun"), Parameter("fieldManager"), Parameter("fieldValidation"));
            path[method] = operation;
        }

        return path;
    }

    private static JsonObject Parameter(string name) =>
        new() { ["name"] = name, ["in"] = "query", ["schema"] = new JsonObject { ["type"] = "string", ["uniqueItems"] = true } };

    private static JsonObject Kind(ServedResource resource, ServedVersion version) =>
        new() { ["group"] = resource.Type.Group, ["kind"] = resource.Type.Kind, ["version"] = version.Name };

    private static string SchemaName(ServedResource resource, ServedVersion version)
    {
        var group = resource.Type.Group;
        var prefix = group.Length == 0 ? "io.k8s.api.core" : resource.IsCustom ? string.Join('.', group.Split('.').Reverse()) : $"io.k8s.api.{group.Split('.')[0]}";
        return $"{prefix}.{version.Name}.{resource.Type.Kind}";
    }

    private static string Root(string group, string version) => group.Length == 0 ? $"/api/{version}" : $"/apis/{group}/{version}";

    private static JsonObject Info() => new() { ["title"] = "Penumbra sandbox", ["version"] = "v1.36.0" };

    // Protocol buffers by hand: field 1 is the version of Swagger, field 2 the Info message with its title and version.
    private static byte[] EmptyDocument()
    {
        byte[] Field(int number, byte[] content) => [(byte)(number << 3 | 2), (byte)content.Length, .. content];
        byte[] info = [.. Field(1, Encoding.UTF8.GetBytes("Penumbra sandbox")), .. Field(2, Encoding.UTF8.GetBytes("v1.36.0"))];
        return [.. Field(1, Encoding.UTF8.GetBytes("2.0")), .. Field(2, info)];
    }
}
