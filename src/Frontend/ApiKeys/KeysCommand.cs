using System.Buffers.Text;
using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using GovStack.Conversations.Quota;

namespace GovStack.Frontend.ApiKeys;

/// <summary>The commands <c>keys add</c>, <c>keys list</c> and <c>keys remove</c>. A key is shown once, when it is made; the file holds its hash.</summary>
public static class KeysCommand
{
    private const int KeyBytes = 32;

    /// <summary>Makes the command.</summary>
    /// <param name="clock">Dates new keys.</param>
    /// <param name="output">Where keys and lists are written.</param>
    public static Command Create(TimeProvider clock, TextWriter output)
    {
        var file = new Option<string>("--file") { Description = "The file of API keys (setting ApiKeys:File).", Required = true };
        var name = new Option<string>("--name") { Description = "What the key is for.", Required = true };
        var tenant = new Option<string>("--tenant") { Description = "The agency the key asks at.", Required = true };
        var quotaClass = new Option<QuotaClass>("--class") { Description = "Interactive or Background.", DefaultValueFactory = _ => QuotaClass.Interactive };
        var perMinute = new Option<int>("--per-minute") { Description = "Questions a minute, 1 to 100,000.", DefaultValueFactory = _ => 60 };
        perMinute.Validators.Add(result =>
        {
            if (result.GetValue(perMinute) is < 1 or > 100_000)
                result.AddError("--per-minute takes 1 to 100,000.");
        });
        var id = new Argument<string>("id") { Description = "The key's id." };

        var add = new Command("add", "Makes a key and shows it, this once.") { file, name, tenant, quotaClass, perMinute };
        add.SetAction(result =>
        {
            var key = $"{ApiKeyRing.Prefix}{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes))}";
            var entry = new ApiKey
            {
                Id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(6)),
                Name = result.GetValue(name)!,
                Tenant = result.GetValue(tenant)!,
                Hash = ApiKeyRing.HashOf(key),
                Class = result.GetValue(quotaClass),
                RequestsPerMinute = result.GetValue(perMinute),
                CreatedAt = clock.GetUtcNow(),
            };
            Save(result.GetValue(file)!, [.. Read(result.GetValue(file)!), entry]);
            output.WriteLine(key);
            return 0;
        });

        var list = new Command("list", "Lists the keys, not the keys themselves.") { file };
        list.SetAction(result =>
        {
            foreach (var key in Read(result.GetValue(file)!))
                output.WriteLine($"{key.Id}  {key.Tenant}  {key.Class}  {key.RequestsPerMinute}/min  {key.CreatedAt:yyyy-MM-dd}  {key.Name}");
            return 0;
        });

        var remove = new Command("remove", "Ends a key; servers forget it within seconds.") { id, file };
        remove.SetAction(result =>
        {
            var keys = Read(result.GetValue(file)!);
            var left = keys.Where(key => key.Id != result.GetValue(id)).ToList();
            Save(result.GetValue(file)!, left);
            output.WriteLine(left.Count < keys.Count ? "Removed." : "There is no such key.");
            return left.Count < keys.Count ? 0 : 1;
        });
        return new Command("keys", "API keys.") { add, list, remove };
    }

    private static IReadOnlyList<ApiKey> Read(string path)
        => File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllText(path), ApiKeyJson.Default.ApiKeyFile)?.Keys ?? [] : [];

    private static void Save(string path, IReadOnlyList<ApiKey> keys)
        => SecretFile.Write(path, JsonSerializer.Serialize(new ApiKeyFile(keys), ApiKeyJson.Default.ApiKeyFile));
}
