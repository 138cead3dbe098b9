using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Sandbox.ApiServer.Storage;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer.Authorization;

/// <summary>Role-based access control over the roles and bindings that are stored.</summary>
internal sealed class RbacAuthorizer(ClusterStore store, RequestLog log)
{
    /// <summary>Whether the user may do it. A rule that allows it is noted in the log.</summary>
    public bool Allows(UserIdentity user, AccessQuestion question, bool note = true)
    {
        if (user.Groups.Contains(UserIdentity.Masters)) return true;
        foreach (var (role, rule) in Rules(user, question.Namespace))
        {
            if (!Covers(rule, question)) continue;
            if (note) log.UseRule(question.Resource.Length == 0
                ? $"{role} {question.Verb} {question.Path}"
                : $"{role} {question.Verb} {(question.Group.Length == 0 ? question.Full : $"{question.Full}.{question.Group}")}");
            return true;
        }

        return false;
    }

    /// <summary>The refusal in the words of a real API server.</summary>
    public static ClusterResult Refusal(UserIdentity user, AccessQuestion question)
    {
        if (question.Resource.Length == 0) return Failures.ForbiddenPath($"forbidden: User \"{user.Name}\" cannot {question.Verb} path \"{question.Path}\"");
        var where = question.Namespace.Length > 0 ? $"in the namespace \"{question.Namespace}\"" : "at the cluster scope";
        var type = new ResourceType(question.Group, "", question.Resource, "", true);
        return Failures.Forbidden(type, question.Name, $"User \"{user.Name}\" cannot {question.Verb} resource \"{question.Full}\" in API group \"{question.Group}\" {where}");
    }

    /// <summary>Every rule that is bound to the user: cluster-wide, and in the namespace when there is one.</summary>
    public IEnumerable<(string Role, JsonObject Rule)> Rules(UserIdentity user, string ns)
    {
        foreach (var binding in store.List(BuiltInTypes.ClusterRoleBinding))
        {
            if (!Binds(binding, user, "")) continue;
            foreach (var rule in RulesOf(binding, "")) yield return rule;
        }

        if (ns.Length == 0) yield break;
        foreach (var binding in store.List(BuiltInTypes.RoleBinding, ns))
        {
            if (!Binds(binding, user, ns)) continue;
            foreach (var rule in RulesOf(binding, ns)) yield return rule;
        }
    }

    private IEnumerable<(string Role, JsonObject Rule)> RulesOf(JsonObject binding, string ns)
    {
        var reference = binding.Obj("roleRef");
        var name = reference.Str("name") ?? "";
        var role = reference.Str("kind") == "ClusterRole" ? store.Get(BuiltInTypes.ClusterRole, null, name) : store.Get(BuiltInTypes.Role, ns, name);
        foreach (var rule in (role.Arr("rules") ?? []).OfType<JsonObject>()) yield return (name, rule);
        foreach (var selector in (role.Obj("aggregationRule").Arr("clusterRoleSelectors") ?? []).Select(selector => selector.Obj("matchLabels")).OfType<JsonObject>())
        {
            var labels = string.Join(",", selector.Select(pair => $"{pair.Key}={pair.Value.AsString()}"));
            foreach (var part in store.List(BuiltInTypes.ClusterRole, null, labels))
            {
                foreach (var rule in (part.Arr("rules") ?? []).OfType<JsonObject>()) yield return (name, rule);
            }
        }
    }

    private static bool Binds(JsonObject binding, UserIdentity user, string ns) => (binding.Arr("subjects") ?? []).Any(subject => subject.Str("kind") switch
    {
        "User" => subject.Str("name") == user.Name,
        "Group" => user.Groups.Contains(subject.Str("name")),
        "ServiceAccount" => user.Name == $"system:serviceaccount:{subject.Str("namespace") ?? ns}:{subject.Str("name")}",
        _ => false,
    });

    private static bool Covers(JsonObject rule, AccessQuestion question)
    {
        if (!Has(rule, "verbs", question.Verb)) return false;
        if (question.Resource.Length == 0) return rule.Arr("nonResourceURLs").Strings().Any(url => url == question.Path || (url.EndsWith('*') && question.Path.StartsWith(url[..^1], StringComparison.Ordinal)));
        if (!Has(rule, "apiGroups", question.Group)) return false;
        var resources = rule.Arr("resources").Strings();
        var any = question.Subresource.Length > 0 && resources.Contains($"*/{question.Subresource}");
        if (!any && !resources.Contains("*") && !resources.Contains(question.Full)) return false;
        var names = rule.Arr("resourceNames").Strings();
        return names.Count == 0 || (question.Name.Length > 0 && names.Contains(question.Name));
    }

    private static bool Has(JsonObject rule, string member, string value) => rule.Arr(member).Strings() is var values && (values.Contains("*") || values.Contains(value));
}
