using GovStack.Silo;

return await SiloCommands.RunAsync(args);
