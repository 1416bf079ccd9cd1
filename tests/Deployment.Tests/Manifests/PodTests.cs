using System.Globalization;

namespace GovStack.Deployment.Tests.Manifests;

/// <summary>What every pod must be: closed, bounded, watched, and given time to end.</summary>
public sealed class PodTests
{
    public static TheoryData<string, string> Pods
        => [.. Kustomization.All.SelectMany(all => all.Workloads.Select(workload => (all.Directory, workload.Name)))];

    [Theory]
    [MemberData(nameof(Pods))]
    public void Pod_Security_IsWhatTheNamespaceDemands(string directory, string name)
    {
        var pod = Find(directory, name).Pod;

        Assert.Equal("true", pod.Text("securityContext", "runAsNonRoot"));
        Assert.True(pod.Number("securityContext", "runAsUser") > 0);
        Assert.Equal("RuntimeDefault", pod.Text("securityContext", "seccompProfile", "type"));
        // Nothing here speaks to the Kubernetes API, so nothing gets a token for it.
        Assert.Equal("false", pod.Text("automountServiceAccountToken"));
        Assert.All(["hostNetwork", "hostPID", "hostIPC"], setting => Assert.Null(pod[setting]));
        Assert.DoesNotContain(pod.List("volumes"), volume => volume["hostPath"] is not null);
    }

    [Theory]
    [MemberData(nameof(Pods))]
    public void Containers_Security_ReadOnlyAndWithoutPrivileges(string directory, string name)
        => Assert.All(Find(directory, name).Containers, container =>
        {
            Assert.Equal("false", container.Text("securityContext", "allowPrivilegeEscalation"));
            Assert.Equal("true", container.Text("securityContext", "readOnlyRootFilesystem"));
            Assert.Equal(["ALL"], ((JsonArray)container.Find("securityContext", "capabilities", "drop")!).Select(node => node!.ToString()));
            Assert.Null(container.Find("securityContext", "privileged"));
        });

    [Theory]
    [MemberData(nameof(Pods))]
    public void Containers_Resources_AreAskedForAndMemoryIsBounded(string directory, string name)
        => Assert.All(Find(directory, name).Containers, container =>
        {
            Assert.NotNull(container.Text("resources", "requests", "cpu"));
            Assert.NotNull(container.Text("resources", "requests", "memory"));
            Assert.NotNull(container.Text("resources", "limits", "memory"));
        });

    [Theory]
    [MemberData(nameof(Pods))]
    public void Containers_Images_ArePinned(string directory, string name)
    {
        var images = Kustomization.All.Single(all => all.Directory == directory).Images;
        Assert.All(Find(directory, name).Containers, container =>
        {
            var image = container.Text("image")!;
            var version = images.GetValueOrDefault(image) ?? image.Split('/')[^1].Split(':', 2).ElementAtOrDefault(1);
            Assert.Matches(@"^(sha256:[0-9a-f]{64}|v?\d+\.\d+(\.\d+)?(-[a-z0-9.]+)?)$", version ?? $"{image} has no version");
        });
    }

    [Theory]
    [MemberData(nameof(Pods))]
    public void Containers_Probes_AreThereAndNamePortsOfTheContainer(string directory, string name)
    {
        var workload = Find(directory, name);
        if (workload.Kind == "Job")
            return;   // It ends; nobody asks whether it is ready.
        Assert.All(workload.Pod.List("containers"), container =>
        {
            Assert.NotNull(container["readinessProbe"]);
            var ports = container.List("ports").Select(port => port.Text("name")).ToList();
            Assert.All(container.Every("httpGet"), probe => Assert.Contains(probe.Text("port"), ports));
        });
    }

    [Theory]
    [MemberData(nameof(Pods))]
    public void GracePeriod_HoldsTheWaitAndTheStop(string directory, string name)
    {
        var pod = Find(directory, name).Pod;
        var grace = pod.Number("terminationGracePeriodSeconds");

        Assert.NotNull(grace);
        Assert.All(pod.List("containers"), container =>
        {
            var wait = container.Number("lifecycle", "preStop", "sleep", "seconds") ?? 0;
            var env = container.List("env").ToDictionary(entry => entry.Text("name")!, entry => entry.Text("value"));
            var stop = env.TryGetValue("shutdownTimeoutSeconds", out var seconds) ? int.Parse(seconds!, CultureInfo.InvariantCulture) : 0;
            // The silo host takes 25 s beside the draining for the rest of its stop, and asks for 35 until it is killed (ClusterSettings.DrainWithin).
            if (env.TryGetValue("Cluster__DrainWithin", out var drain))
                stop = (int)TimeSpan.Parse(drain!, CultureInfo.InvariantCulture).TotalSeconds + 35;
            Assert.True(wait + stop < grace, $"{wait} s and {stop} s do not fit into {grace} s.");
        });
    }

    [Theory]
    [MemberData(nameof(Pods))]
    public void Containers_Mounts_AreDeclaredAndHoldWhatIsNamed(string directory, string name)
    {
        var all = Kustomization.All.Single(one => one.Directory == directory);
        var workload = Find(directory, name);
        var volumes = workload.Pod.List("volumes").Select(volume => volume.Text("name"))
            .Concat(workload.Object.List("spec", "volumeClaimTemplates").Select(claim => claim.Text("metadata", "name"))).ToList();

        Assert.All(workload.Containers.SelectMany(container => container.List("volumeMounts")), mount => Assert.Contains(mount.Text("name"), volumes));
        Assert.All(workload.Pod.Every("configMap"), map => Assert.Contains(map.Text("name"), all.ConfigMaps.Keys));
        Assert.All(workload.Containers.SelectMany(container => container.List("volumeMounts")).Where(mount => mount["subPath"] is not null), mount =>
            Assert.Contains(mount.Text("subPath"), all.ConfigMaps.Values.SelectMany(keys => keys)));
    }

    internal static Manifest Find(string directory, string name)
        => Kustomization.All.Single(all => all.Directory == directory).Workloads.Single(workload => workload.Name == name);
}
