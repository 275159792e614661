import "../theme/theme.css";
import "htmx.org";
