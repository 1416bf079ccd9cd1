using System.CommandLine;
using GovStack.Benchmarks;
using GovStack.Benchmarks.Quota;
using GovStack.Benchmarks.Server;
using GovStack.Benchmarks.Store;

// One file for each group of measurements; every figure in the documents is printed by one of these.
var root = new RootCommand("Measures GovStack's parts on the data beside the repository.")
{
    AnswersCommand.Create(),
    DispatchCommand.Create(),
    FormsCommand.Create(),
    QuotaCommands.Create(),
    SafetyCommand.Create(),
    StoreCommand.Create(),
    RetrievalCommand.Create(),
    ReuseCommand.Create(),
    StartCommand.Create(),
    TurnsCommand.CreateTurns(),
    TurnsCommand.CreateLatency(),
    BareProxy.Create(),
    MemoryCommand.Create(),
    QuickCommand.Create(),
    ConnectionsCommand.Create(),
};

return root.Parse(args).Invoke();
