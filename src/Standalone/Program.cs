using GovStack.Standalone;

return await StandaloneCommands.RunAsync(args);
