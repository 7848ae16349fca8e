import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import software.amazon.event.ruler.Machine;

/** EventBridge's own engine: reads {patterns, events} from standard input, prints which patterns each event meets. */
public class Match {
  public static void main(String[] args) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode given = mapper.readTree(System.in);
    Machine machine = new Machine();
    var patterns = given.get("patterns").properties().iterator();
    while (patterns.hasNext()) {
      var pattern = patterns.next();
      machine.addRule(pattern.getKey(), pattern.getValue().toString());
    }
    ObjectNode matched = mapper.createObjectNode();
    for (JsonNode golden : given.get("events")) {
      List<String> rules = machine.rulesForJSONEvent(golden.get("event").toString());
      Collections.sort(rules);
      matched.set(golden.get("name").asText(), mapper.valueToTree(rules));
    }
    System.out.println(matched);
  }
}
