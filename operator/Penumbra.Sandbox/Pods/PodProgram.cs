namespace Penumbra.Sandbox.Pods;

/// <summary>An image that is a real program: a pod of it is a process of this machine.</summary>
/// <param name="Image">The image, exactly as pods name it.</param>
/// <param name="Command">The program and what comes before the container's own command and arguments.</param>
/// <param name="InputsOption">
/// The option by which the program is told below which folder its volumes are, as there is no file system of its own to mount them in; null for one that knows no such option: then the paths of volumes in its
/// variables are those of that folder, and its login is told by KUBECONFIG.
/// </param>
/// <param name="Environment">Variables beside the container's own: what a cloud's webhook would put in.</param>
public sealed record PodProgram(string Image, IReadOnlyList<string> Command, string? InputsOption, IReadOnlyDictionary<string, string> Environment);
